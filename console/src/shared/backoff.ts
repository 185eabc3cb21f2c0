export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/** For reading again after a lost connection. */
export const CATCHING_UP: Backoff = { firstMs: 500, longestMs: 20_000 };

/** Doubles the delay, and makes half of it random, so that clients that lost the same server do not
 * all return at once. `attempt` counts from 0. */
export function delayMs(backoff: Backoff, attempt: number, chance: () => number = Math.random) {
  const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** attempt);
  return full / 2 + (full / 2) * chance();
}

/** Repeats with growing pauses until it succeeds or the signal is aborted. */
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
