/** What AWS's links use of Node's module of that name: the host and path that are signed for. */
export function parse(address: string) {
  const { host, pathname, search } = new URL(address);
  return { host, path: pathname + search, pathname, search };
}

export default { parse };
