import type { HashAnswer, HashRequest } from "./md5.worker";

export class UnreadableFile extends Error {}

interface Waiting {
  resolve(digest: Uint8Array): void;
  reject(error: Error): void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let lastId = 0;

/** The file's MD5 in base64, as in S3's Content-MD5 header. A worker computes it. */
export async function contentMd5(file: File): Promise<string> {
  const digest = await new Promise<Uint8Array>((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    const request: HashRequest = { id, file };
    hasher().postMessage(request);
  });
  return btoa(String.fromCharCode(...digest));
}

function hasher(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL("./md5.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<HashAnswer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("digest" in data) asked?.resolve(data.digest);
    else asked?.reject(new UnreadableFile(data.message));
  });
  worker.addEventListener("error", () => {
    for (const asked of waiting.values()) asked.reject(new Error("The hashing worker failed."));
    waiting.clear();
    worker = null;
  });
  return worker;
}
