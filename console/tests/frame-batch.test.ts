import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FrameBatch } from "@/shared/frame-batch";

const FRAME_MS = 16;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, FRAME_MS));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function aBatch() {
  const handed: (readonly number[])[] = [];
  return { batch: new FrameBatch<number>((items) => handed.push(items)), handed };
}

test("a single item is handed over before the next frame", () => {
  const { batch, handed } = aBatch();

  batch.add(1);
  vi.advanceTimersByTime(FRAME_MS);

  expect(handed).toEqual([[1]]);
});

test("a burst is handed over ten times a second, in order and whole", () => {
  const { batch, handed } = aBatch();

  for (let number = 0; number < 100; number++) {
    batch.add(number);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(100);

  expect(handed.flat()).toEqual(Array.from({ length: 100 }, (_, number) => number));
  expect(handed.length).toBeGreaterThanOrEqual(9);
  expect(handed.length).toBeLessThanOrEqual(11);
});

test("an item after a pause waits for no more than a frame", () => {
  const { batch, handed } = aBatch();
  batch.add(1);
  batch.add(2);
  vi.advanceTimersByTime(500);

  batch.add(3);
  vi.advanceTimersByTime(FRAME_MS);

  expect(handed).toEqual([[1, 2], [3]]);
});

test("an item that was flushed is not handed over again", () => {
  const { batch, handed } = aBatch();
  batch.add(1);

  batch.flush();
  vi.advanceTimersByTime(2000);

  expect(handed).toEqual([[1]]);
});

test("a hidden tab, which has no frames, hands over within a second", () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const { batch, handed } = aBatch();

  batch.add(1);
  vi.advanceTimersByTime(1000);

  expect(handed).toEqual([[1]]);
});
