/** Which rows are drawn: those in sight and a few around them, so that 500 people scroll like 20. */

export interface RowWindow {
  first: number;
  /** After the last. */
  end: number;
}

export function rowWindow(scrolled: number, high: number, rowHeight: number, rows: number, around = 6): RowWindow {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - around);
  const end = Math.min(rows, Math.ceil((scrolled + high) / rowHeight) + around);
  return { first: Math.min(first, end), end };
}

/** The scroll position nearest to the present one at which a row lies wholly between header and footer. */
export function scrolledTo(row: number, scrolled: number, high: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  return top + rowHeight > scrolled + high ? top + rowHeight - high : scrolled;
}
