import { describe, expect, it } from "vitest";
import { type Change, filled, filledDown, filledRight, grown, moved, pastedOver, real } from "../src/grid/changing";
import type { Box } from "../src/grid/selection";
import { OFF } from "../src/protocol";

const cells = (rows: number[][]) => (spot: { row: number; column: number }) => rows[spot.row]?.[spot.column] ?? OFF;
const box = (top: number, left: number, bottom = top, right = left): Box => ({ top, left, bottom, right });

function after(rows: number[][], changes: Change[]): number[][] {
  const copy = rows.map((row) => [...row]);
  for (const { row, column, value } of changes) copy[row]![column] = value;
  return copy;
}

describe("a shift that is dragged", () => {
  const rows = [
    [0, OFF, 2],
    [OFF, 1, OFF],
  ];
  it("moves to a free day and leaves off behind", () => {
    expect(after(rows, moved(box(0, 0), 0, 1, cells(rows)))).toEqual([
      [OFF, 0, 2],
      [OFF, 1, OFF],
    ]);
  });
  it("swaps with the shift that another person has", () => {
    expect(after(rows, moved(box(0, 0), 1, 1, cells(rows)))).toEqual([
      [1, OFF, 2],
      [OFF, 0, OFF],
    ]);
  });
  it("is copied with Ctrl", () => {
    expect(after(rows, moved(box(0, 0), 1, 1, cells(rows), true))).toEqual([
      [0, OFF, 2],
      [OFF, 0, OFF],
    ]);
  });
  it("changes nothing where it came from", () => {
    expect(moved(box(0, 0), 0, 0, cells(rows))).toEqual([]);
  });
  it("moves in a block that overlaps its target, and loses no shift", () => {
    const row = [[0, 1, 2, 3]];
    expect(after(row, moved(box(0, 0, 0, 1), 0, 1, cells(row)))).toEqual([[2, 0, 1, 3]]);
    expect(after(row, moved(box(0, 0, 0, 2), 0, 1, cells(row)))).toEqual([[3, 0, 1, 2]]);
    expect(after(row, moved(box(0, 2, 0, 3), 0, -2, cells(row)))).toEqual([[2, 3, 0, 1]]);
  });
});

describe("filling", () => {
  const rows = [
    [0, 1],
    [OFF, OFF],
    [3, OFF],
  ];
  it("goes down from the first row, and from the row above when only one is chosen", () => {
    expect(after(rows, filledDown(box(0, 0, 2, 1), cells(rows)))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(after(rows, filledDown(box(1, 0, 1, 1), cells(rows)))[1]).toEqual([0, 1]);
    expect(filledDown(box(0, 0), cells(rows))).toEqual([]);
  });
  it("goes right likewise", () => {
    expect(after(rows, filledRight(box(0, 0, 0, 1), cells(rows)))[0]).toEqual([0, 0]);
    expect(filledRight(box(0, 0), cells(rows))).toEqual([]);
  });
  it("repeats what is pulled by the handle, upwards too, and names only what differs", () => {
    const column = [[0], [1], [OFF], [1], [OFF]];
    const changes = filled(box(0, 0, 1, 0), box(0, 0, 4, 0), cells(column));
    expect(after(column, changes)).toEqual([[0], [1], [0], [1], [0]]);
    expect(changes).toHaveLength(2);
    expect(after([[9], [0], [1]], filled(box(1, 0, 2, 0), box(0, 0, 2, 0), cells([[9], [0], [1]])))[0]).toEqual([1]);
  });
  it("grows the box towards the pointer, one way at a time", () => {
    expect(grown(box(1, 1), { row: 4, column: 2 })).toEqual(box(1, 1, 4, 1));
    expect(grown(box(1, 1), { row: 1, column: 0 })).toEqual(box(1, 0, 1, 1));
    expect(grown(box(1, 1, 2, 2), { row: 2, column: 2 })).toEqual(box(1, 1, 2, 2));
  });
});

describe("pasting", () => {
  const rows = [
    [OFF, OFF, OFF],
    [OFF, 1, OFF],
  ];
  const meaning = (text: string): number | null => ({ 早班: 0, 晚班: 1, 休: OFF })[text] ?? null;
  it("lays a table over the corner of the selection", () => {
    const found = pastedOver([["早班", "晚班"], ["晚班", "休"]], box(0, 0), 2, 3, meaning, cells(rows));
    expect(after(rows, found.changes)).toEqual([
      [0, 1, OFF],
      [1, OFF, OFF],
    ]);
    expect(found.box).toEqual(box(0, 0, 1, 1));
  });
  it("tells unknown words once and leaves their cells", () => {
    const found = pastedOver([["早班", "会议", "会议"]], box(0, 0), 2, 3, meaning, cells(rows));
    expect(found.unknown).toEqual(["会议"]);
    expect(found.changes).toEqual([{ row: 0, column: 0, value: 0 }]);
  });
  it("repeats into a selection that it fits into several times, and counts what is outside", () => {
    expect(pastedOver([["早班"]], box(0, 0, 1, 2), 2, 3, meaning, cells(rows)).changes).toHaveLength(6);
    const wide = pastedOver([["早班", "早班"]], box(0, 2), 2, 3, meaning, cells(rows));
    expect(wide.outside).toBe(1);
    expect(wide.changes).toEqual([{ row: 0, column: 2, value: 0 }]);
  });
  it("does not touch what is the same already", () => {
    expect(real([{ row: 1, column: 1, value: 1 }], cells(rows))).toEqual([]);
  });
});
