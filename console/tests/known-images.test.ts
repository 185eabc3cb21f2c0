import { expect, test } from "vitest";
import { KnownImages } from "@/gallery/known-images";
import { aDeletion, anEvent, anImage } from "./builders";

const ids = (known: KnownImages) => known.listed.map((image) => image.id);

test("lists the newest first, from pages and events", () => {
  const known = new KnownImages(null);

  known.addPage([anImage(3), anImage(1)], true);
  known.apply([anEvent(anImage(2)), anEvent(anImage(4))]);

  expect(ids(known)).toEqual(["image-4", "image-3", "image-2", "image-1"]);
});

test("ignores an event that was received before", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(1, { revision: 2 })], true);
  const before = known.listed;

  const changed = known.apply([anEvent(anImage(1, { revision: 2 }))]);

  expect(changed).toBe(false);
  expect(known.listed).toBe(before);
});

test("keeps the newer revision when an older event comes late", () => {
  const known = new KnownImages(null);
  known.addPage([], true);

  known.apply([anEvent(anImage(1, { revision: 3, faceCount: 3 }))]);
  known.apply([anEvent(anImage(1, { revision: 2, faceCount: 2 }))]);

  expect(known.get("image-1")?.faceCount).toBe(3);
});

test("keeps an event's data when a page still shows the revision before", () => {
  const known = new KnownImages(null);
  known.apply([anEvent(anImage(1, { revision: 2, faceCount: 2 }))]);

  known.addPage([anImage(1, { revision: 1, faceCount: 1 })], true);

  expect(known.listed.map((image) => image.faceCount)).toEqual([2]);
});

test("an older event does not bring back a deleted image", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(1)], true);

  known.apply([aDeletion(anImage(1), 2)]);
  known.apply([anEvent(anImage(1, { revision: 1 }))]);

  expect(ids(known)).toEqual([]);
});

test("shows an image again that was uploaded anew after its deletion", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(1)], true);
  known.forget("image-1");

  known.apply([anEvent(anImage(1, { revision: 3 }))]);

  expect(ids(known)).toEqual(["image-1"]);
});

test("leaves out images that are older than the loaded pages, until their page is loaded", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(9), anImage(8)], false);

  known.apply([anEvent(anImage(5, { revision: 2 }))]);
  expect(ids(known)).toEqual(["image-9", "image-8"]);

  known.addPage([anImage(7), anImage(4)], true);
  expect(ids(known)).toEqual(["image-9", "image-8", "image-7", "image-5", "image-4"]);
});

test("drops an image from the list of a status that it has left", () => {
  const known = new KnownImages("FAILED");
  known.addPage([anImage(2, { status: "FAILED" }), anImage(1, { status: "FAILED" })], true);

  known.apply([anEvent(anImage(1, { status: "ANALYZED", revision: 2 }))]);

  expect(ids(known)).toEqual(["image-2"]);
});

test("moves an image whose object has a new version", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(2), anImage(1)], true);

  known.apply([anEvent(anImage(1, { revision: 2, uploadedAt: anImage(3).uploadedAt }))]);

  expect(ids(known)).toEqual(["image-1", "image-2"]);
});

test("reading again removes missing images, and keeps those of newer events", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(3), anImage(2), anImage(1)], true);
  const since = known.mark();
  known.apply([anEvent(anImage(4))]);

  known.replace([anImage(3), anImage(1)], true, since);

  expect(ids(known)).toEqual(["image-4", "image-3", "image-1"]);
});

test("reading again forgets images that are older than the part that was read", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(9), anImage(8)], false);
  known.apply([anEvent(anImage(3))]);

  known.replace([anImage(9), anImage(8)], false, known.mark());
  known.addPage([anImage(3), anImage(2)], true);

  expect(ids(known)).toEqual(["image-9", "image-8", "image-3", "image-2"]);
});

test("an image that was missing in a list is shown again when a list has it", () => {
  const known = new KnownImages(null);
  known.addPage([anImage(2), anImage(1)], true);
  known.replace([anImage(2)], true, known.mark());
  known.apply([anEvent(anImage(1))]);
  expect(ids(known)).toEqual(["image-2"]);

  known.replace([anImage(2), anImage(1)], true, known.mark());

  expect(ids(known)).toEqual(["image-2", "image-1"]);
});

test("a thousand events in bursts give the same list as all of them sorted", () => {
  const known = new KnownImages(null);
  known.addPage([], true);
  const numbers = Array.from({ length: 1000 }, (_, index) => (index * 389) % 1000);

  for (let start = 0; start < numbers.length; start += 7) {
    known.apply(numbers.slice(start, start + 7).map((number) => anEvent(anImage(number))));
  }

  const expected = Array.from({ length: 1000 }, (_, index) => `image-${999 - index}`);
  expect(ids(known)).toEqual(expected);
});
