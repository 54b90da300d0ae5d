/** Which cells are chosen: a rectangle between an anchor and the active cell, in rows and columns on screen. */

export interface Spot {
  row: number;
  column: number;
}

export interface Box {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface Selection {
  anchor: Spot;
  active: Spot;
}

export const single = (spot: Spot): Selection => ({ anchor: spot, active: spot });

/** All of a box, its last cell the active one. */
export const spanning = ({ top, left, bottom, right }: Box): Selection => ({
  anchor: { row: top, column: left },
  active: { row: bottom, column: right },
});

/** A box dragged from one cell to another, as far as it stays in a grid of so many rows and columns. */
export function draggedBox(box: Box, from: Spot, to: Spot, rows: number, columns: number): Box {
  const down = Math.max(-box.top, Math.min(rows - 1 - box.bottom, to.row - from.row));
  const over = Math.max(-box.left, Math.min(columns - 1 - box.right, to.column - from.column));
  return { top: box.top + down, bottom: box.bottom + down, left: box.left + over, right: box.right + over };
}

export function boxOf({ anchor, active }: Selection): Box {
  return {
    top: Math.min(anchor.row, active.row),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

export function holds(box: Box, { row, column }: Spot): boolean {
  return row >= box.top && row <= box.bottom && column >= box.left && column <= box.right;
}

export function spotsOf(box: Box): Spot[] {
  const spots: Spot[] = [];
  for (let row = box.top; row <= box.bottom; row += 1)
    for (let column = box.left; column <= box.right; column += 1) spots.push({ row, column });
  return spots;
}

/** The nearest spot of a grid of so many rows and columns. */
export function clamp({ row, column }: Spot, rows: number, columns: number): Spot {
  return {
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  };
}

/** Where Tab goes: along the row and on to the next, back with shift; stays at the very ends. */
export function along({ row, column }: Spot, by: 1 | -1, rows: number, columns: number): Spot {
  const place = row * columns + column + by;
  if (place < 0 || place >= rows * columns) return { row, column };
  return { row: Math.floor(place / columns), column: place % columns };
}

/** Steps of the keys that move, in rows and columns; null for other keys. */
export function step(key: string, control: boolean, page: number): { rows: number; columns: number } | null {
  const far = 1e6;
  switch (key) {
    case "ArrowUp":
      return { rows: control ? -far : -1, columns: 0 };
    case "ArrowDown":
      return { rows: control ? far : 1, columns: 0 };
    case "ArrowLeft":
      return { rows: 0, columns: control ? -far : -1 };
    case "ArrowRight":
      return { rows: 0, columns: control ? far : 1 };
    case "PageUp":
      return { rows: -page, columns: 0 };
    case "PageDown":
      return { rows: page, columns: 0 };
    case "Home":
      return { rows: control ? -far : 0, columns: -far };
    case "End":
      return { rows: control ? far : 0, columns: far };
    default:
      return null;
  }
}

/** What a click on a head chooses: a day's whole column, a person's whole row; null beside both. */
export function ofHead(target: Element, rows: number, columns: number): Selection | null {
  const day = target.closest<HTMLElement>(".day-head");
  if (day) {
    const column = Number(day.dataset["column"]);
    return { anchor: { row: rows - 1, column }, active: { row: 0, column } };
  }
  const name = target.closest<HTMLElement>(".body .name");
  if (!name) return null;
  const row = Number(name.dataset["row"]);
  return { anchor: { row, column: columns - 1 }, active: { row, column: 0 } };
}
