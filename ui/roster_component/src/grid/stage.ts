/** Where things of the grid are on the screen: from a point to a cell and back, and what is scrolled to. */

import { type Metrics, metricsFor } from "./metrics";
import { type Box, clamp, type Spot } from "./selection";
import type { Sheet } from "./sheet";
import { scrolledTo } from "./window";

/** Pixels from an edge within which dragging scrolls, and by how many each time. */
const EDGE = 24;
const STRIDE = 12;

export class Stage {
  metrics: Metrics;
  footOpen = true;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly plane: HTMLElement,
    private readonly sheet: Sheet,
  ) {
    this.metrics = metricsFor(1000, sheet.columns.length);
  }

  /** The cell at a point of the window; clamped: the nearest one, else null outside of all that are seen. */
  spotAt(x: number, y: number, clamped: boolean): Spot | null {
    const area = this.plane.getBoundingClientRect();
    const view = this.scroller.getBoundingClientRect();
    const { name, day, row, head } = this.metrics;
    const spot = { row: Math.floor((y - area.top - head) / row), column: Math.floor((x - area.left - name) / day) };
    const rows = this.sheet.rows.length;
    const columns = this.sheet.columns.length;
    if (rows === 0 || columns === 0) return null;
    if (clamped) return clamp(spot, rows, columns);
    const covered = x < view.left + name || y < view.top + head || y > view.bottom - this.footHeight();
    if (covered || spot.row < 0 || spot.row >= rows || spot.column < 0 || spot.column >= columns) return null;
    return spot;
  }

  /** The middle of a cell, as a point of the window. */
  pointOf({ row, column }: Spot): { x: number; y: number } {
    const area = this.plane.getBoundingClientRect();
    const { name, day, row: height, head } = this.metrics;
    return { x: area.left + name + (column + 0.5) * day, y: area.top + head + (row + 0.5) * height };
  }

  /** Lays an element over the cells of a box. */
  place(element: HTMLElement, { top, left, bottom, right }: Box): void {
    const { name, day, row, head } = this.metrics;
    element.style.left = `${name + left * day}px`;
    element.style.top = `${head + top * row}px`;
    element.style.width = `${(right - left + 1) * day}px`;
    element.style.height = `${(bottom - top + 1) * row}px`;
  }

  /** Scrolls on while something is dragged near an edge. */
  nearEdge(x: number, y: number): void {
    const view = this.scroller.getBoundingClientRect();
    const { name, head } = this.metrics;
    if (y > view.bottom - this.footHeight() - EDGE) this.scroller.scrollTop += STRIDE;
    if (y < view.top + head + EDGE) this.scroller.scrollTop -= STRIDE;
    if (x > view.right - EDGE) this.scroller.scrollLeft += STRIDE;
    if (x < view.left + name + EDGE) this.scroller.scrollLeft -= STRIDE;
  }

  /** Scrolls a cell into what is seen. */
  reveal({ row, column }: Spot): void {
    const { name, day, row: height, hours } = this.metrics;
    this.scroller.scrollTop = scrolledTo(row, this.scroller.scrollTop, this.high(), height);
    const wide = this.scroller.clientWidth - name - hours;
    this.scroller.scrollLeft = scrolledTo(column, this.scroller.scrollLeft, wide, day);
  }

  /** Pixels of the window in which rows are seen. */
  high(): number {
    return this.scroller.clientHeight - this.metrics.head - this.footHeight();
  }

  private footHeight(): number {
    return this.metrics.foot * (1 + (this.footOpen ? this.sheet.data.coverage.length : 0));
  }
}
