import { expect, test } from "vitest";
import { nextPlace } from "@/gallery/use-arrow-keys";

test.each([
  ["ArrowRight", 3, 4],
  ["ArrowLeft", 3, 2],
  ["ArrowDown", 3, 8],
  ["ArrowUp", 7, 2],
  ["Home", 7, 0],
  ["End", 7, 11],
])("%s leads from %i to %i in a grid of five columns", (key, place, expected) => {
  expect(nextPlace(key, place, 5, 12)).toBe(expected);
});

test.each([
  ["ArrowLeft", 0],
  ["ArrowUp", 4],
  ["ArrowDown", 9],
  ["ArrowRight", 11],
  ["Enter", 3],
])("%s leads nowhere from %i", (key, place) => {
  expect(nextPlace(key, place, 5, 12)).toBeNull();
});
