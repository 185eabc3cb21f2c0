/** The part of Node's module `url` that AWS's links use: host and path for the signature. */
export function parse(address: string) {
  const { host, pathname, search } = new URL(address);
  return { host, path: pathname + search, pathname, search };
}

export default { parse };
