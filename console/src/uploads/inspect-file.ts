export const MAX_IMAGE_BYTES = 15 * 1024 * 1024;
export type ContentType = "image/jpeg" | "image/png";
export type Inspection = { contentType: ContentType } | { reason: string };

const MAX_NAME_BYTES = 255;
const SIGNATURES: [ContentType, number[]][] = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];
const LEFT_BY_SYSTEMS = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

/** Files of file managers in folders of photos. Users do not mean to upload them. */
export function isLeftBySystem(name: string): boolean {
  return LEFT_BY_SYSTEMS.test(name);
}

/** Checks the file's content. Its name, and the browser's type for it, may be wrong. */
export async function inspect(file: File): Promise<Inspection> {
  if (file.size === 0) return { reason: "The file is empty." };
  if (file.size > MAX_IMAGE_BYTES) {
    return { reason: `The file has ${megabytes(file.size)} MB; an image may have 15 MB.` };
  }
  const nameProblem = problemWithName(file.name);
  if (nameProblem) return { reason: nameProblem };
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const match = SIGNATURES.find(([, signature]) => signature.every((byte, i) => head[i] === byte));
  return match ? { contentType: match[0] } : { reason: "The file is neither a JPEG nor a PNG." };
}

function problemWithName(name: string): string | null {
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) return "The file's name is too long.";
  if (name.includes("${")) return "The file's name must not hold ${.";
  return null;
}

function megabytes(bytes: number): string {
  return (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1); // rounds up, so that one byte too many is visible
}
