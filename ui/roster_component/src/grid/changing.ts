/** What a gesture does to cells: move, swap, copy, fill, paste. Pure; a cell's value is a shift's position. */

import { OFF } from "../protocol";
import { type Box, type Spot, holds, spotsOf } from "./selection";

export interface Change extends Spot {
  value: number;
}

export type Read = (spot: Spot) => number;

const key = ({ row, column }: Spot): string => `${row}:${column}`;

/** Only what differs from what is there. */
export function real(changes: Change[], read: Read): Change[] {
  return changes.filter((change) => read(change) !== change.value);
}

/**
 * A block dropped elsewhere. What lay at the target goes to where the block came from (swap); what the block
 * leaves behind without that is off. copy: the block stays, and what lay at the target is gone.
 */
export function moved(from: Box, rows: number, columns: number, read: Read, copy = false): Change[] {
  const changes = new Map<string, Change>();
  const spots = spotsOf(from);
  const targets = spots.map(({ row, column }) => ({ row: row + rows, column: column + columns }));
  const into = new Set(targets.map(key));
  if (!copy) {
    for (const spot of spots) if (!into.has(key(spot))) changes.set(key(spot), { ...spot, value: OFF });
    targets.forEach((target, place) => {
      if (!holds(from, target)) {
        // Follow the chain of an overlapping move back to the cell that it leaves free.
        let home = spots[place]!;
        while (into.has(key(home))) home = { row: home.row - rows, column: home.column - columns };
        changes.set(key(home), { ...home, value: read(target) });
      }
    });
  }
  targets.forEach((target, place) => changes.set(key(target), { ...target, value: read(spots[place]!) }));
  return real([...changes.values()], read);
}

/** A larger box filled from a smaller one within it, which repeats. */
export function filled(from: Box, into: Box, read: Read): Change[] {
  const high = from.bottom - from.top + 1;
  const wide = from.right - from.left + 1;
  const wrap = (place: number, size: number): number => ((place % size) + size) % size;
  const changes = spotsOf(into)
    .filter((spot) => !holds(from, spot))
    .map((spot) => ({
      ...spot,
      value: read({
        row: from.top + wrap(spot.row - from.top, high),
        column: from.left + wrap(spot.column - from.left, wide),
      }),
    }));
  return real(changes, read);
}

/** Ctrl+D: the first row of the box into the others; of a box of one row, the row above it. */
export function filledDown(box: Box, read: Read): Change[] {
  const top = box.top === box.bottom ? box.top - 1 : box.top;
  return top < 0 ? [] : filled({ ...box, top, bottom: top }, { ...box, top }, read);
}

/** Ctrl+R: the first column of the box into the others; of a box of one column, the one before it. */
export function filledRight(box: Box, read: Read): Change[] {
  const left = box.left === box.right ? box.left - 1 : box.left;
  return left < 0 ? [] : filled({ ...box, left, right: left }, { ...box, left }, read);
}

/** Where the fill handle reaches: the box grown towards a spot, down or up or sideways, never both ways. */
export function grown(box: Box, { row, column }: Spot): Box {
  const down = Math.max(row - box.bottom, box.top - row, 0);
  const aside = Math.max(column - box.right, box.left - column, 0);
  if (down >= aside)
    return { ...box, top: Math.min(box.top, row), bottom: Math.max(box.bottom, row) };
  return { ...box, left: Math.min(box.left, column), right: Math.max(box.right, column) };
}

export interface Pasted {
  changes: Change[];
  /** Words that mean no shift, each once. */
  unknown: string[];
  /** Cells of the clipboard that lie outside the grid. */
  outside: number;
  /** Everything that the paste covers. */
  box: Box;
}

/**
 * A table laid over the grid from the selection's corner. One cell fills the whole selection; a table that fits
 * into the selection several times repeats. Unknown words are told and their cells stay.
 */
export function pastedOver(
  table: string[][],
  box: Box,
  rows: number,
  columns: number,
  meaning: (text: string) => number | null,
  read: Read,
): Pasted {
  const high = table.length;
  const wide = Math.max(...table.map((line) => line.length));
  const tall = box.bottom - box.top + 1;
  const broad = box.right - box.left + 1;
  const down = tall % high === 0 ? tall : high;
  const across = broad % wide === 0 ? broad : wide;
  const changes: Change[] = [];
  const unknown = new Set<string>();
  let outside = 0;
  for (let row = 0; row < down; row += 1)
    for (let column = 0; column < across; column += 1) {
      const text = table[row % high]![column % wide];
      if (text === undefined) continue;
      const spot = { row: box.top + row, column: box.left + column };
      if (spot.row >= rows || spot.column >= columns) {
        outside += 1;
        continue;
      }
      const value = meaning(text);
      if (value === null) unknown.add(text.trim());
      else changes.push({ ...spot, value });
    }
  const reach = {
    top: box.top,
    left: box.left,
    bottom: Math.min(rows, box.top + down) - 1,
    right: Math.min(columns, box.left + across) - 1,
  };
  return { changes: real(changes, read), unknown: [...unknown], outside, box: reach };
}
