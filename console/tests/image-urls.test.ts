import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FetchUrls, ImageUrls } from "@/gallery/image-urls";
import { anImage } from "./builders";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function everyUrl(): FetchUrls {
  return vi.fn(async (ids: readonly string[]) => new Map(ids.map((id) => [id, `link to ${id}`])));
}

test("requests the links of images that come into view together at once", async () => {
  const fetch = everyUrl();
  const urls = new ImageUrls(fetch);

  urls.want(anImage(1));
  urls.want(anImage(2));
  await vi.advanceTimersByTimeAsync(200);

  expect(fetch).toHaveBeenCalledExactlyOnceWith(["image-1", "image-2"]);
  expect(urls.urlOf(anImage(2)).get()).toBe("link to image-2");
});

test("requests 25 links at a time, the last images that came into view first", async () => {
  const fetch = vi.fn(everyUrl());
  const urls = new ImageUrls(fetch);

  for (let number = 1; number <= 30; number++) urls.want(anImage(number));
  await vi.advanceTimersByTimeAsync(1000);

  expect(fetch.mock.calls.map(([ids]) => ids.length)).toEqual([25, 5]);
  expect(fetch.mock.calls[0]?.[0]).toContain("image-30");
});

test("requests no link for an image that left the view before", async () => {
  const fetch = everyUrl();
  const urls = new ImageUrls(fetch);

  const leave = urls.want(anImage(1));
  leave();
  await vi.advanceTimersByTimeAsync(1000);

  expect(fetch).not.toHaveBeenCalled();
});

test("keeps the link of a page until it may have expired", async () => {
  const fetch = everyUrl();
  const urls = new ImageUrls(fetch);
  urls.put(anImage(1), "link of the page");

  urls.want(anImage(1));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetch).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(12 * 60_000);
  urls.want(anImage(1));
  await vi.advanceTimersByTimeAsync(200);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("forgets the link to an earlier version of the object", () => {
  const urls = new ImageUrls(everyUrl());
  urls.put(anImage(1), "link to the first version");

  const url = urls.urlOf(anImage(1, { uploadedAt: anImage(2).uploadedAt }));

  expect(url.get()).toBeNull();
});

test("requests the link again when an image without a picture has a new revision", async () => {
  const fetch = vi.fn(everyUrl()).mockResolvedValueOnce(new Map());
  const urls = new ImageUrls(fetch);
  urls.want(anImage(1, { revision: 0 }));
  await vi.advanceTimersByTimeAsync(200);
  urls.want(anImage(1, { revision: 0 }));
  await vi.advanceTimersByTimeAsync(200);
  expect(fetch).toHaveBeenCalledTimes(1);

  urls.want(anImage(1, { revision: 1 }));
  await vi.advanceTimersByTimeAsync(200);

  expect(urls.urlOf(anImage(1)).get()).toBe("link to image-1");
});

test("requests the link again after a request that failed", async () => {
  const fetch = vi.fn(everyUrl()).mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const urls = new ImageUrls(fetch);
  urls.want(anImage(1));
  await vi.advanceTimersByTimeAsync(200);

  urls.want(anImage(1));
  await vi.advanceTimersByTimeAsync(200);

  expect(urls.urlOf(anImage(1)).get()).toBe("link to image-1");
});
