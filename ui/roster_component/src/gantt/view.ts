/** A day as bars: one row a person, coverage lines under them. Bars move and stretch by hand. */

import { make, write } from "../dom";
import { rowWindow, scrolledTo } from "../grid/window";
import { Outbox } from "../outbox";
import { type Activity, type Edits, type GanttData, type Operation, say, type Worker } from "../protocol";
import { roomBelow } from "../room";
import { Tip } from "../tip";
import { steps } from "./lines";
import { keyPull, type Part, partAt, pulled, type Stretch } from "./moving";

const ROW = 30;
const LINE = 54;
const HEAD = 28;
const SEND_AFTER = 450;

interface Spot {
  row: number;
  bar: number;
}

interface Pull {
  spot: Spot;
  part: Part;
  was: Stretch;
  to: Stretch;
}

let outbox = new Outbox();

export class GanttView {
  readonly root = make("div", { class: "roster gantt" });
  private readonly search = make("input", { type: "search", class: "search" });
  private readonly legend = make("div", { class: "legend" });
  private readonly problem = make("div", { class: "problem", role: "alert" });
  private readonly scroller = make("div", { class: "scroller" });
  private readonly chart = make("div", { class: "chart" });
  private readonly head = make("div", { class: "gantt-head", "aria-hidden": "true" });
  private readonly body = make("div", { class: "gantt-body", role: "grid" });
  private readonly foot = make("div", { class: "gantt-foot" });
  private readonly status = make("div", { class: "status", role: "status", "aria-live": "polite" });
  private readonly tip = new Tip();
  private readonly watcher: ResizeObserver;
  private rows: number[] = [];
  private shown = new Map<number, HTMLElement>();
  private active: Spot = { row: 0, bar: 0 };
  private pull: Pull | null = null;
  private pending: { pull: Pull; timer: number } | null = null;
  private perMinute = 1;
  private name = 150;
  private drag: { x: number; pull: Pull } | null = null;

  constructor(
    private data: GanttData,
    private send: (edits: Edits) => void,
  ) {
    this.chart.append(this.head, this.body, this.foot);
    this.scroller.append(this.chart);
    const bar = make("div", { class: "toolbar" }, this.search, this.legend);
    this.root.append(bar, this.problem, this.scroller, this.status, this.tip.element);
    this.search.addEventListener("input", () => this.draw());
    this.scroller.addEventListener("scroll", () => requestAnimationFrame(() => this.paint()));
    this.chart.addEventListener("keydown", (event) => this.key(event));
    this.chart.addEventListener("pointerdown", (event) => this.press(event));
    this.chart.addEventListener("pointermove", (event) => this.move(event));
    this.chart.addEventListener("pointerup", () => this.release(true));
    this.chart.addEventListener("pointercancel", () => this.release(false));
    this.chart.addEventListener("focusin", (event) => this.focused(event));
    this.chart.addEventListener("focusout", () => this.tip.hide());
    this.chart.addEventListener("pointerover", (event) => this.hover(event));
    this.chart.addEventListener("pointerleave", () => this.tip.hide());
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.root);
    this.draw();
  }

  update(data: GanttData, send: (edits: Edits) => void): void {
    this.send = send;
    const again = outbox.settle(data.answer);
    if (data.day !== this.data.day) this.active = { row: 0, bar: 0 };
    this.data = data;
    if (data.answer.client === outbox.client) this.tell(data.answer.refused);
    this.draw();
    if (again) this.send(again);
  }

  close(): void {
    this.flush();
    this.watcher.disconnect();
    this.tip.hide();
    this.root.remove();
  }

  /** What is done on a row: the data, with moves on top that wait for their answer. */
  activities(worker: Worker): Activity[] {
    const moved = (activity: Activity): Activity => {
      let found = activity;
      for (const operation of outbox.waiting.flatMap((batch) => batch.operations))
        if (
          operation.kind === "activity" &&
          operation.agent === worker.id &&
          operation.day === worker.day &&
          operation.what === found.what &&
          operation.was[0] === found.start &&
          operation.was[1] === found.end
        )
          found = { ...found, start: operation.to[0], end: operation.to[1] };
      return found;
    };
    return worker.activities.map(moved);
  }

  private worker(row: number): Worker {
    return this.data.workers[this.rows[row]!]!;
  }

  private draw(): void {
    const { data } = this;
    const width = this.scroller.clientWidth || 1000;
    this.scroller.style.maxHeight = `${roomBelow(this.root, 80)}px`;
    this.name = width < 560 ? 84 : 150;
    this.root.classList.toggle("narrow", width < 560);
    this.perMinute = Math.max(width < 560 ? 0.8 : 0.55, (width - this.name) / (data.to - data.from));
    const sought = this.search.value.trim().toLowerCase();
    this.rows = data.workers
      .map((_, place) => place)
      .filter((place) => `${data.workers[place]!.id} ${data.workers[place]!.name}`.toLowerCase().includes(sought));
    this.search.placeholder = data.texts["search"] ?? "";
    this.search.setAttribute("aria-label", data.texts["search"] ?? "");
    this.body.setAttribute("aria-label", say(data.texts, "gantt", { day: data.dayWords }));
    this.body.setAttribute("aria-rowcount", String(this.rows.length));
    this.chart.style.width = `${this.name + (data.to - data.from) * this.perMinute}px`;
    this.chart.style.setProperty("--name", `${this.name}px`);
    this.chart.style.setProperty("--hour", `${60 * this.perMinute}px`);
    this.body.style.height = `${this.rows.length * ROW}px`;
    this.active.row = Math.max(0, Math.min(this.active.row, this.rows.length - 1));
    this.drawHead();
    this.drawFoot();
    this.drawLegend();
    this.paint();
  }

  private drawHead(): void {
    const hours: HTMLElement[] = [];
    const every = 60 * this.perMinute < 34 ? 120 : 60;
    for (let minute = this.data.from; minute < this.data.to; minute += every) {
      const label = make("span", { class: minute % 1440 === 0 ? "hour midnight" : "hour" }, clock(minute));
      label.style.left = `${this.name + (minute - this.data.from) * this.perMinute}px`;
      hours.push(label);
    }
    this.head.replaceChildren(make("span", { class: "name" }, this.data.texts["column_name"] ?? ""), ...hours);
  }

  private drawLegend(): void {
    this.legend.replaceChildren(
      ...this.data.legend.map(([name, colour, look]) => {
        const swatch = make("span", { class: `swatch ${look}` });
        swatch.style.setProperty("--shift", colour);
        return make("span", { class: "entry" }, swatch, make("span", {}, name));
      }),
      ...(this.data.editable ? [make("span", { class: "entry hint" }, this.data.texts["gantt_hint"] ?? "")] : []),
    );
  }

  private drawFoot(): void {
    const { data } = this;
    const wide = (data.to - data.from) * this.perMinute;
    const x = (minute: number): number => Math.round((minute - data.from) * this.perMinute * 10) / 10;
    this.foot.replaceChildren(
      ...data.lines.map((line) => {
        const { needed, there, short } = steps(line, data.interval, x, LINE);
        const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        picture.setAttribute("width", String(wide));
        picture.setAttribute("height", String(LINE));
        picture.setAttribute("role", "img");
        picture.setAttribute("aria-label", say(data.texts, "gantt_line", { queue: line.name }));
        for (const [name, shape] of [["short", short], ["there", there], ["needed", needed]] as const) {
          const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
          path.setAttribute("class", `line-${name}`);
          path.setAttribute("d", shape);
          picture.append(path);
        }
        const row = make("div", { class: "line-row", "data-line": line.id }, make("span", { class: "name" }, line.name), picture);
        row.style.height = `${LINE}px`;
        return row;
      }),
    );
  }

  private paint(): void {
    const high = (this.scroller.clientHeight || 600) - HEAD - this.data.lines.length * LINE;
    const window = rowWindow(this.scroller.scrollTop, high, ROW, this.rows.length);
    for (const [row, element] of this.shown)
      if (row < window.first || row >= window.end) {
        element.remove();
        this.shown.delete(row);
      }
    for (let row = window.first; row < window.end; row += 1) {
      let element = this.shown.get(row);
      if (element === undefined) {
        element = make("div", { class: "gantt-row", role: "row" });
        this.shown.set(row, element);
        this.body.append(element);
      }
      this.paintRow(element, row);
    }
  }

  private paintRow(element: HTMLElement, row: number): void {
    const worker = this.worker(row);
    const activities = this.activities(worker);
    const pull = this.pull?.spot.row === row ? this.pull : null;
    const active = this.active.row === row ? this.active.bar : -1;
    const signature = JSON.stringify([worker, activities, pull, active, this.perMinute, this.data.from, this.data.editable]);
    if (element.dataset["signature"] === signature) return;
    element.dataset["signature"] = signature;
    element.style.top = `${row * ROW}px`;
    element.setAttribute("aria-rowindex", String(row + 1));
    const had = element.querySelector(".bar:focus") !== null || element.contains((this.root.getRootNode() as Document | ShadowRoot).activeElement);
    const bars = activities.map((activity, place) => this.bar(worker, activity, { row, bar: place }, pull));
    const from = Math.max(worker.start, this.data.from);
    const shift = make("span", { class: "shift-span", "aria-hidden": "true" });
    shift.style.left = `${this.name + (from - this.data.from) * this.perMinute}px`;
    shift.style.width = `${(worker.end - from) * this.perMinute}px`;
    element.replaceChildren(
      make("span", { class: "name", role: "rowheader" }, make("span", { class: "who" }, worker.name), make("span", { class: "about" }, worker.shift)),
      shift,
      ...bars,
    );
    if (had) element.querySelector<HTMLElement>(`[data-bar="${this.active.bar}"]`)?.focus({ preventScroll: true });
  }

  private bar(worker: Worker, activity: Activity, spot: Spot, pull: Pull | null): HTMLElement {
    const pulledHere = pull?.spot.bar === spot.bar ? pull : null;
    const [start, end] = pulledHere ? pulledHere.to : [activity.start, activity.end];
    const left = Math.max(start, this.data.from);
    const element = make("span", {
      class: `bar ${activity.look}${pulledHere ? " pulled" : ""}${activity.movable && this.data.editable ? " movable" : ""}`,
      role: "gridcell",
      tabindex: spot.row === this.active.row && spot.bar === this.active.bar ? 0 : -1,
      "data-row": spot.row,
      "data-bar": spot.bar,
      "aria-label": `${worker.name} ${activity.name} ${clock(start)}–${clock(end)}`,
    });
    element.style.left = `${this.name + (left - this.data.from) * this.perMinute}px`;
    element.style.width = `${Math.max(2, (end - left) * this.perMinute - 1)}px`;
    element.style.setProperty("--shift", activity.colour);
    // Part of a word says less than none; the tip and the label have all of it.
    if ((end - left) * this.perMinute >= 34) element.append(make("span", { class: "bar-name" }, activity.name));
    return element;
  }

  // By hand

  private begin(spot: Spot, part: Part): Pull | null {
    const worker = this.worker(spot.row);
    const activity = this.activities(worker)[spot.bar];
    if (!activity || !activity.movable || !this.data.editable) return null;
    const was: Stretch = [activity.start, activity.end];
    return { spot, part, was, to: was };
  }

  private press(event: PointerEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>(".bar");
    if (!bar || event.button !== 0) return;
    this.flush();
    const spot = { row: Number(bar.dataset["row"]), bar: Number(bar.dataset["bar"]) };
    const chosen = spot.row === this.active.row && spot.bar === this.active.bar && this.hasFocus();
    this.choose(spot);
    if (event.pointerType === "touch" && !chosen) return; // The first tap chooses, so that a finger can scroll.
    const box = bar.getBoundingClientRect();
    const pull = this.begin(spot, partAt(event.clientX - box.left, box.width));
    if (!pull) return;
    this.drag = { x: event.clientX, pull };
    event.preventDefault();
    try {
      this.chart.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is gone already has nothing to capture.
    }
  }

  private move(event: PointerEvent): void {
    if (!this.drag) return;
    const by = (event.clientX - this.drag.x) / this.perMinute;
    this.show(this.pulledBy(this.drag.pull, by));
  }

  private release(done: boolean): void {
    const pull = this.pull;
    const dragged = this.drag !== null;
    this.drag = null;
    if (!dragged) return;
    this.pull = null;
    this.tip.hide();
    if (done && pull) this.commit(pull);
    this.paint();
  }

  private pulledBy(pull: Pull, minutes: number): Pull {
    const worker = this.worker(pull.spot.row);
    return { ...pull, to: pulled(pull.was, pull.part, minutes, this.data.interval, [worker.start, worker.end]) };
  }

  private show(pull: Pull): void {
    this.pull = pull;
    this.paint();
    const [start, end] = pull.to;
    write(this.status, `${this.worker(pull.spot.row).name} ${clock(start)}–${clock(end)}`);
  }

  private commit({ spot, was, to }: Pull): void {
    if (was[0] === to[0] && was[1] === to[1]) return;
    const worker = this.worker(spot.row);
    const what = this.activities(worker)[spot.bar]!.what;
    const operation: Operation = { kind: "activity", agent: worker.id, day: worker.day, what, was, to };
    this.tell("");
    const edits = outbox.add([operation]);
    this.paint();
    this.send(edits);
  }

  /** Sends what keys have moved; several presses in a row are one move. */
  private flush(): void {
    if (!this.pending) return;
    window.clearTimeout(this.pending.timer);
    const { pull } = this.pending;
    this.pending = null;
    this.pull = null;
    this.commit(pull);
    this.paint();
  }

  private key(event: KeyboardEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>(".bar");
    if (!bar) return;
    const act = keyPull(event.key, event.shiftKey, event.ctrlKey || event.metaKey);
    if (act) {
      const before = this.pending?.pull.part === act.part ? this.pending.pull : null;
      if (!before) this.flush();
      const base = before ?? this.begin(this.active, act.part);
      if (base) {
        if (this.pending) window.clearTimeout(this.pending.timer);
        const from = act.part === "start" ? base.to[0] - base.was[0] : act.part === "end" ? base.to[1] - base.was[1] : base.to[0] - base.was[0];
        const pull = this.pulledBy(base, from + act.steps * this.data.interval);
        this.pending = { pull, timer: window.setTimeout(() => this.flush(), SEND_AFTER) };
        this.show(pull);
      }
    } else if (event.key === "Escape" && (this.pending || this.drag)) {
      if (this.pending) window.clearTimeout(this.pending.timer);
      this.pending = null;
      this.drag = null;
      this.pull = null;
      this.paint();
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.send(outbox.add([{ kind: "undo" }]));
    else {
      const { row, bar: place } = this.active;
      const to = { ArrowLeft: [row, place - 1], ArrowRight: [row, place + 1], ArrowUp: [row - 1, place], ArrowDown: [row + 1, place] }[event.key];
      if (!to) return;
      this.flush();
      const next = Math.max(0, Math.min(this.rows.length - 1, to[0]!));
      const last = this.activities(this.worker(next)).length - 1;
      this.choose({ row: next, bar: Math.max(0, Math.min(last, to[1]!)) });
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private choose(spot: Spot): void {
    this.active = spot;
    const high = this.scroller.clientHeight - HEAD - this.data.lines.length * LINE;
    this.scroller.scrollTop = scrolledTo(spot.row, this.scroller.scrollTop, high, ROW);
    this.paint();
    this.shown.get(spot.row)?.querySelector<HTMLElement>(`[data-bar="${spot.bar}"]`)?.focus({ preventScroll: true });
  }

  private focused(event: FocusEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>(".bar");
    if (!bar) return;
    const spot = { row: Number(bar.dataset["row"]), bar: Number(bar.dataset["bar"]) };
    write(this.status, bar.getAttribute("aria-label") ?? "");
    if (spot.row === this.active.row && spot.bar === this.active.bar) return;
    this.active = spot;
    this.paint();
  }

  private hover(event: PointerEvent): void {
    if (event.pointerType === "touch" || this.drag) return;
    const bar = (event.target as Element).closest<HTMLElement>(".bar");
    const line = (event.target as Element).closest<HTMLElement>(".line-row");
    if (bar) return this.tip.soon(bar.getAttribute("aria-label") ?? "", event.clientX, event.clientY);
    if (!line) return this.tip.hide();
    const minute = this.data.from + (event.clientX - this.chart.getBoundingClientRect().left - this.name) / this.perMinute;
    const points = this.data.lines.find((each) => each.id === line.dataset["line"])?.points ?? [];
    const point = points.find(([start]) => minute >= start && minute < start + this.data.interval);
    if (point) this.tip.soon(point[3], event.clientX, event.clientY);
    else this.tip.hide();
  }

  private tell(text: string): void {
    write(this.problem, text);
    this.problem.classList.toggle("open", text !== "");
  }

  private hasFocus(): boolean {
    const top = this.root.getRootNode() as Document | ShadowRoot;
    return top.activeElement !== null && this.chart.contains(top.activeElement);
  }
}

/** Minutes after midnight as a time; after the next midnight they begin again. */
export function clock(minute: number): string {
  const inside = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(inside / 60)).padStart(2, "0")}:${String(inside % 60).padStart(2, "0")}`;
}

/** For tests: as if the page had been loaded anew. */
export function forgetGantt(): void {
  outbox = new Outbox();
}
