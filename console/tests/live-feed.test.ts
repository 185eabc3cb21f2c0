import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FeedHandlers, LiveFeed } from "@/api/live-feed";

class Link {
  readonly starts: FeedHandlers<string>[] = [];
  ended = 0;

  readonly subscribe = (handlers: FeedHandlers<string>) => {
    this.starts.push(handlers);
    return () => {
      this.ended++;
    };
  };

  get last(): FeedHandlers<string> {
    return this.starts.at(-1) as FeedHandlers<string>;
  }
}

function aFeed() {
  const link = new Link();
  const feed = new LiveFeed(link.subscribe);
  const received: string[] = [];
  const listener = { event: (event: string) => received.push(event), connected: vi.fn() };
  feed.listen(listener);
  feed.start();
  return { link, feed, received, listener };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("is live once the subscription is acknowledged, and passes events on", () => {
  const { link, feed, received, listener } = aFeed();
  expect(feed.state.get()).toBe("connecting");

  link.last.connected();
  link.last.event("one");

  expect(feed.state.get()).toBe("live");
  expect(received).toEqual(["one"]);
  expect(listener.connected).toHaveBeenCalledTimes(1);
});

test("subscribes anew after a loss, and says so when it is live again", () => {
  const { link, feed, listener } = aFeed();
  link.last.connected();

  link.last.failed(new Error("Connection closed"));
  expect(feed.state.get()).toBe("lost");
  vi.advanceTimersByTime(500);
  link.last.connected();

  expect(link.starts).toHaveLength(2);
  expect(feed.state.get()).toBe("live");
  expect(listener.connected).toHaveBeenCalledTimes(2);
});

test("informs its listeners that a connection has ended", () => {
  const { link, feed, listener } = aFeed();
  link.last.connected();
  const [first] = listener.connected.mock.lastCall as [AbortSignal];
  expect(first.aborted).toBe(false);

  link.last.failed(new Error("Connection closed"));
  expect(first.aborted).toBe(true);
  vi.advanceTimersByTime(500);
  link.last.connected();
  const [second] = listener.connected.mock.lastCall as [AbortSignal];
  expect(second.aborted).toBe(false);
  feed.stop();

  expect(second.aborted).toBe(true);
});

test("waits longer after each failure, and never longer than the limit", () => {
  const { link } = aFeed();
  const waits: number[] = [];

  for (let attempt = 0; attempt < 9; attempt++) {
    link.last.failed(new Error("Connection failed"));
    const count = link.starts.length;
    let waited = 0;
    while (link.starts.length === count) {
      vi.advanceTimersByTime(10);
      waited += 10;
    }
    waits.push(waited);
  }

  expect(waits[0]).toBeLessThanOrEqual(510);
  expect(waits[3]).toBeGreaterThanOrEqual(2000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(20_010);
});

test("receives nothing from a subscription that was cancelled", () => {
  const { link, received } = aFeed();
  const [lost] = link.starts as [FeedHandlers<string>];
  lost.failed(new Error("Connection closed"));
  vi.advanceTimersByTime(500);

  lost.event("late");
  lost.failed(new Error("Connection closed"));
  vi.advanceTimersByTime(60_000);

  expect(received).toEqual([]);
  expect(link.starts).toHaveLength(2);
});

test("tries at once when asked to, and only while it waits", () => {
  const { link, feed } = aFeed();
  feed.retryNow();
  expect(link.starts).toHaveLength(1);

  link.last.failed(new Error("Connection closed"));
  feed.retryNow();
  vi.advanceTimersByTime(60_000);

  expect(link.starts).toHaveLength(2);
});

test("stays ended when it is stopped while it waits", () => {
  const { link, feed } = aFeed();
  link.last.failed(new Error("Connection closed"));

  feed.stop();
  vi.advanceTimersByTime(60_000);

  expect(link.starts).toHaveLength(1);
  expect(link.ended).toBe(1);
});
