import { md5 } from "@noble/hashes/legacy.js";

const CHUNK_BYTES = 1024 * 1024;

export interface HashRequest {
  id: number;
  file: File;
}

export type HashAnswer = { id: number } & ({ digest: Uint8Array } | { message: string });

addEventListener("message", async ({ data: { id, file } }: MessageEvent<HashRequest>) => {
  try {
    answer({ id, digest: await digestOf(file) });
  } catch (error) {
    answer({ id, message: error instanceof Error ? error.message : String(error) });
  }
});

async function digestOf(file: File): Promise<Uint8Array> {
  const hash = md5.create();
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    hash.update(new Uint8Array(await file.slice(start, start + CHUNK_BYTES).arrayBuffer()));
  }
  return hash.digest();
}

function answer(message: HashAnswer): void {
  postMessage(message);
}
