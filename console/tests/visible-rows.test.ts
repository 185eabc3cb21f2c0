import { expect, test } from "vitest";
import { rowsInView, within } from "@/gallery/visible-rows";

const VIEW = { scrollTop: 0, height: 800, top: 100, rowHeight: 200 };

test("draws the rows on the screen and three more", () => {
  expect(rowsInView(VIEW)).toEqual({ first: 0, last: 6 });
  expect(rowsInView({ ...VIEW, scrollTop: 2000 })).toEqual({ first: 6, last: 16 });
});

test("ends with the list", () => {
  expect(within({ first: 6, last: 16 }, 10)).toEqual({ first: 6, last: 9 });
});

test("stays in the list when the list is shorter than the scroll position", () => {
  expect(within({ first: 6, last: 16 }, 3)).toEqual({ first: 2, last: 2 });
  expect(within({ first: 0, last: 6 }, 0)).toEqual({ first: 0, last: 0 });
});
