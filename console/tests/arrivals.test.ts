import { expect, test } from "vitest";
import { positionOf } from "@/gallery/known-images";
import { countNewer } from "@/gallery/use-arrivals";
import { anImage } from "./builders";

const images = [anImage(4), anImage(3), anImage(1)];

test("counts the images that are newer than the held place", () => {
  expect(countNewer(images, positionOf(anImage(3)))).toBe(1);
});

test("holds its place when the image that stood there is gone", () => {
  expect(countNewer(images, positionOf(anImage(2)))).toBe(2);
});

test("counts all images when no older one is left", () => {
  expect(countNewer(images, positionOf(anImage(0)))).toBe(3);
});
