export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/** Of what was missed while no events were heard. */
export const CATCHING_UP: Backoff = { firstMs: 500, longestMs: 20_000 };

/** Half of the doubled delay for sure and half by chance, so that many clients that lost the same
 * server do not come back at one moment. `attempt` counts from 0. */
export function delayMs(backoff: Backoff, attempt: number, chance: () => number = Math.random) {
  const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** attempt);
  return full / 2 + (full / 2) * chance();
}

/** Tries until it succeeds, with growing pauses, or until the signal is aborted. */
export async function untilDone(
  work: () => Promise<void>,
  backoff: Backoff,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await work();
    } catch {
      await pause(delayMs(backoff, attempt), signal).catch(() => {});
    }
  }
}

/** Rejects with the signal's reason when it is aborted first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
