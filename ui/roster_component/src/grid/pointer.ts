/** What a finger or a mouse does on the sheet: choose, drag a shift, pull the fill handle, press long. */

import type { Box, Spot } from "./selection";

export type Gesture =
  | { kind: "select"; from: Spot }
  | { kind: "move"; from: Spot }
  | { kind: "fill" }
  | { kind: "touch"; from: Spot };

export interface PointerHost {
  /** The cell at a point of the window, or null beside the cells; clamped while something is dragged. */
  spotAt(x: number, y: number, clamped: boolean): Spot | null;
  isSelected(spot: Spot): boolean;
  hasShift(spot: Spot): boolean;
  select(spot: Spot, extend: boolean): void;
  /** The dragged block lies over other cells, or nowhere (null); `copy` with Ctrl. */
  dragged(from: Spot, to: Spot | null, copy: boolean): void;
  dropped(from: Spot, to: Spot, copy: boolean): void;
  filling(to: Spot | null): void;
  filled(to: Spot): void;
  menu(spot: Spot, x: number, y: number): void;
  edit(spot: Spot): void;
  /** Scrolls when a drag comes near an edge. */
  nearEdge(x: number, y: number): void;
  box(): Box;
}

const START = 4;
const LONG = 500;

export class Pointer {
  private gesture: Gesture | null = null;
  private started = false;
  private down = { x: 0, y: 0 };
  private wasActive = false;
  private timer = 0;

  constructor(
    private readonly area: HTMLElement,
    private readonly host: PointerHost,
  ) {
    area.addEventListener("pointerdown", (event) => this.press(event));
    area.addEventListener("pointermove", (event) => this.drag(event));
    area.addEventListener("pointerup", (event) => this.release(event));
    area.addEventListener("pointercancel", () => this.forget());
    area.addEventListener("dblclick", (event) => {
      const spot = host.spotAt(event.clientX, event.clientY, false);
      if (spot) host.edit(spot);
    });
    area.addEventListener("contextmenu", (event) => {
      const spot = host.spotAt(event.clientX, event.clientY, false);
      if (!spot) return;
      event.preventDefault();
      this.forget();
      host.menu(spot, event.clientX, event.clientY);
    });
  }

  /** Ends a drag without doing anything, as Escape does; returns whether there was one. */
  forget(): boolean {
    window.clearTimeout(this.timer);
    const dragging = this.started;
    if (this.gesture?.kind === "move") this.host.dragged(this.gesture.from, null, false);
    if (this.gesture?.kind === "fill") this.host.filling(null);
    this.gesture = null;
    this.started = false;
    return dragging;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const target = event.target as Element;
    const spot = this.host.spotAt(event.clientX, event.clientY, false);
    this.down = { x: event.clientX, y: event.clientY };
    this.started = false;
    if (target.closest(".handle")) {
      this.gesture = { kind: "fill" };
    } else if (spot === null) {
      return;
    } else if (event.pointerType === "touch") {
      this.wasActive = this.host.isSelected(spot);
      this.gesture = { kind: "touch", from: spot };
      const { clientX, clientY } = event;
      this.timer = window.setTimeout(() => {
        if (this.gesture?.kind !== "touch") return;
        this.gesture = null;
        this.host.menu(spot, clientX, clientY);
      }, LONG);
      return; // The finger scrolls; what it chooses is seen when it goes.
    } else if (event.shiftKey) {
      this.host.select(spot, true);
      this.gesture = { kind: "select", from: spot };
    } else if (this.host.hasShift(spot) && (target.closest(".grip") || this.host.isSelected(spot))) {
      if (!this.host.isSelected(spot)) this.host.select(spot, false);
      this.gesture = { kind: "move", from: spot };
    } else {
      this.host.select(spot, false);
      this.gesture = { kind: "select", from: spot };
    }
    event.preventDefault(); // The input keeps the focus.
    try {
      this.area.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is gone already, as in tests, has nothing to capture.
    }
  }

  private drag(event: PointerEvent): void {
    const gesture = this.gesture;
    if (gesture === null) return;
    const far = Math.hypot(event.clientX - this.down.x, event.clientY - this.down.y);
    if (gesture.kind === "touch") {
      if (far > 10) this.forget();
      return;
    }
    if (!this.started && far < START) return;
    this.started = true;
    this.host.nearEdge(event.clientX, event.clientY);
    const spot = this.host.spotAt(event.clientX, event.clientY, true);
    if (spot === null) return;
    if (gesture.kind === "select") this.host.select(spot, true);
    else if (gesture.kind === "move") this.host.dragged(gesture.from, spot, event.ctrlKey || event.metaKey);
    else this.host.filling(spot);
  }

  private release(event: PointerEvent): void {
    window.clearTimeout(this.timer);
    const gesture = this.gesture;
    const started = this.started;
    this.gesture = null;
    this.started = false;
    if (gesture === null) return;
    const spot = this.host.spotAt(event.clientX, event.clientY, true);
    if (gesture.kind === "touch") {
      if (this.wasActive) this.host.menu(gesture.from, event.clientX, event.clientY);
      else this.host.select(gesture.from, false);
    } else if (gesture.kind === "move") {
      this.host.dragged(gesture.from, null, false);
      if (started && spot) this.host.dropped(gesture.from, spot, event.ctrlKey || event.metaKey);
      else this.host.select(gesture.from, false);
    } else if (gesture.kind === "fill") {
      this.host.filling(null);
      if (started && spot) this.host.filled(spot);
    }
  }
}
