import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilDone } from "@/shared/backoff";

const BACKOFF = { firstMs: 500, longestMs: 4000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("tries until it succeeds, and then no more", async () => {
  const work = vi.fn<() => Promise<void>>().mockResolvedValue();
  work.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  work.mockRejectedValueOnce(new TypeError("Failed to fetch"));

  const done = untilDone(work, BACKOFF, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(60_000);
  await done;

  expect(work).toHaveBeenCalledTimes(3);
});

test("waits longer after each failure, and never longer than the limit", async () => {
  const startedAt: number[] = [];
  const work = async () => {
    startedAt.push(Date.now());
    throw new TypeError("Failed to fetch");
  };

  void untilDone(work, BACKOFF, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(60_000);

  const waits = startedAt.slice(1).map((at, index) => at - (startedAt[index] as number));
  expect(waits[0]).toBeLessThanOrEqual(500);
  expect(waits[3]).toBeGreaterThanOrEqual(2000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(4000);
});

test("ends quietly when it is aborted", async () => {
  const work = vi.fn<() => Promise<void>>().mockRejectedValue(new TypeError("Failed to fetch"));
  const aborting = new AbortController();

  const done = untilDone(work, BACKOFF, aborting.signal);
  await vi.advanceTimersByTimeAsync(0);
  aborting.abort();
  await done;
  await vi.advanceTimersByTimeAsync(60_000);

  expect(work).toHaveBeenCalledTimes(1);
});
