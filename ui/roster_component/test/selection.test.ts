import { expect, it } from "vitest";
import { along, boxOf, clamp, spotsOf, step } from "../src/grid/selection";
import { rowWindow, scrolledTo } from "../src/grid/window";

it("a selection is the rectangle between its corners, whichever way it was drawn", () => {
  expect(boxOf({ anchor: { row: 3, column: 0 }, active: { row: 1, column: 2 } })).toEqual({ top: 1, bottom: 3, left: 0, right: 2 });
  expect(spotsOf({ top: 0, bottom: 1, left: 0, right: 1 })).toHaveLength(4);
});

it("Tab goes along the rows and stays at the ends, where it leaves the grid", () => {
  expect(along({ row: 0, column: 2 }, 1, 2, 3)).toEqual({ row: 1, column: 0 });
  expect(along({ row: 1, column: 0 }, -1, 2, 3)).toEqual({ row: 0, column: 2 });
  expect(along({ row: 1, column: 2 }, 1, 2, 3)).toEqual({ row: 1, column: 2 });
});

it("keys move by a cell, a page, to the ends", () => {
  expect(step("ArrowDown", false, 10)).toEqual({ rows: 1, columns: 0 });
  expect(step("PageUp", false, 10)).toEqual({ rows: -10, columns: 0 });
  expect(clamp({ row: 5, column: -1e6 }, 9, 7)).toEqual({ row: 5, column: 0 });
  expect(step("a", false, 10)).toBeNull();
});

it("of 500 rows only those around the window are drawn", () => {
  const { first, end } = rowWindow(3000, 600, 30, 500);
  expect([first, end]).toEqual([94, 126]);
  expect(rowWindow(0, 600, 30, 5)).toEqual({ first: 0, end: 5 });
  expect(rowWindow(1e6, 600, 30, 500).end).toBe(500);
});

it("scrolls no further than it takes to see a row", () => {
  expect(scrolledTo(0, 90, 300, 30)).toBe(0);
  expect(scrolledTo(5, 90, 300, 30)).toBe(90);
  expect(scrolledTo(20, 90, 300, 30)).toBe(330);
});
