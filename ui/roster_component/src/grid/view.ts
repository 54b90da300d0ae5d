/** The grid: people × days, edited in place. Draws the sheet, turns gestures into changes, sends them. */

import { make, write } from "../dom";
import { Outbox } from "../outbox";
import { OFF, type Edits, type GridData, type Operation, type Place, say } from "../protocol";
import { type Change, filled, filledDown, filledRight, grown, moved, pastedOver, real } from "./changing";
import { leftOut, readTable, writeTable } from "./clipboard";
import { Editor } from "./editor";
import { pasted } from "./matching";
import { cellMenu } from "./cell_menu";
import { Legend } from "./legend";
import { openMenu } from "./menu";
import { metricsFor } from "./metrics";
import { cellWords, chosenWords, Painter } from "./painter";
import { Pointer, type PointerHost } from "./pointer";
import { along, type Box, boxOf, clamp, draggedBox, holds, ofHead, type Selection, single, spanning, type Spot, spotsOf, step } from "./selection";
import { EVERYTHING, Sheet, SPAN_DAYS, type Wanted } from "./sheet";
import { remembered, SOON } from "./remembered";
import { Stage } from "./stage";
import { roomBelow } from "../room";
import { Tip } from "../tip";
import { Toolbar, wantedAfter } from "./toolbar";

/** A key that was meant for the grid. */
const done = (act: () => void): true => (act(), true);

export class GridView implements PointerHost {
  readonly root = make("div", { class: "roster" });
  private readonly scroller = make("div", { class: "scroller" });
  private readonly plane = make("div", { class: "plane" });
  private readonly frame = make("div", { class: "frame", "aria-hidden": "true" });
  private readonly handle = make("div", { class: "handle" });
  private readonly ghost = make("div", { class: "ghost", "aria-hidden": "true" });
  private readonly legend = new Legend(() => this.turnFoot());
  private readonly status = make("div", { class: "status", role: "status", "aria-live": "polite" });
  private readonly problem = make("div", { class: "problem", role: "alert" });
  private readonly painter = new Painter();
  private readonly editor = new Editor(
    (text) => this.tell(text),
    () => (this.typedAt = this.outbox.drawn),
  );
  private readonly toolbar = new Toolbar(
    (change) => this.want(wantedAfter(this.sheet.wanted, change, this.sheet.data.days.length)),
    (by) => this.turn(by),
  );
  private readonly tip = new Tip();
  private readonly outbox: Outbox;
  private readonly pointer: Pointer;
  private readonly watcher: ResizeObserver;
  private readonly sheet: Sheet;
  private readonly stage: Stage;
  private selection: Selection = single({ row: 0, column: 0 });
  /** What was drawn when typing began: the editor hides the cell, so what comes meanwhile is not seen. */
  private typedAt: Place = [0, 0];
  private leaves = false;
  private frameWanted = 0;
  private closeMenu: (() => void) | null = null;

  constructor(
    data: GridData,
    private send: (edits: Edits) => void,
    private readonly key: string,
  ) {
    const first = Math.max(0, data.days.findIndex((day) => day.id === data.firstShown));
    const before = remembered.get(key);
    this.outbox = before?.outbox ?? new Outbox();
    const narrow = window.innerWidth < 560;
    const wanted = before?.wanted ?? { ...EVERYTHING, span: narrow ? "week" : "two", from: first };
    this.sheet = new Sheet(data, wanted);
    this.stage = new Stage(this.scroller, this.plane, this.sheet);
    if (before) {
      this.selection = before.selection;
      this.stage.footOpen = before.footOpen;
    }
    this.frame.append(this.handle);
    this.plane.append(this.painter.grid, this.frame, this.ghost, this.editor.input, this.editor.list);
    this.scroller.append(this.plane);
    this.root.append(this.toolbar.element, this.problem, this.scroller, this.status, this.legend.element, this.tip.element);
    this.pointer = new Pointer(this.plane, this);
    this.listen();
    this.watcher = new ResizeObserver(() => this.measure());
    this.watcher.observe(this.root);
    this.draw();
    if (before)
      requestAnimationFrame(() => {
        [this.scroller.scrollLeft, this.scroller.scrollTop] = before.scroll;
        if (Date.now() - before.focused < SOON) this.focus();
      });
  }

  /** New data: what was answered goes out of the way; selection, scroll position and focus stay. */
  update(data: GridData, send: (edits: Edits) => void): void {
    this.send = send;
    const again = this.outbox.settle(data.answer);
    const active = this.sheet.idsAt(this.selection.active);
    const anchor = this.sheet.idsAt(this.selection.anchor);
    this.sheet.take(data, this.outbox.waiting);
    this.selection = { active: this.sheet.spotOf(active), anchor: this.sheet.spotOf(anchor) };
    if (data.answer.client === this.outbox.client && data.answer.refused) this.tell(data.answer.refused);
    this.draw();
    if (again) this.send(again);
  }

  close(): void {
    remembered.set(this.key, {
      wanted: this.sheet.wanted,
      selection: this.selection,
      scroll: [this.scroller.scrollLeft, this.scroller.scrollTop],
      footOpen: this.stage.footOpen,
      outbox: this.outbox,
      focused: this.hasFocus() ? Date.now() : 0,
    });
    this.watcher.disconnect();
    this.closeMenu?.();
    this.tip.hide();
    this.root.remove();
  }

  // What the pointer asks and tells

  box(): Box {
    return boxOf(this.selection);
  }

  spotAt(x: number, y: number, clamped: boolean): Spot | null {
    return this.stage.spotAt(x, y, clamped);
  }

  isSelected(spot: Spot): boolean {
    return this.hasFocus() && holds(this.box(), spot);
  }

  hasShift(spot: Spot): boolean {
    return this.sheet.read(spot) !== OFF;
  }

  select(spot: Spot, extend: boolean): void {
    if (!this.commitTyped()) return;
    this.selection = extend ? { ...this.selection, active: spot } : single(spot);
    this.editor.input.inputMode = "text";
    this.focus();
    this.draw();
  }

  dragged(from: Spot, to: Spot | null, copy: boolean): void {
    if (to === null) {
      this.ghost.classList.remove("open");
      return;
    }
    const target = this.targetBox(from, to);
    this.stage.place(this.ghost, target);
    this.ghost.classList.add("open");
    const { texts } = this.sheet.data;
    const taken = spotsOf(target).some((spot) => !holds(this.box(), spot) && this.sheet.read(spot) !== OFF);
    write(this.ghost, copy ? (texts["drag_copy"] ?? "") : taken ? (texts["drag_swap"] ?? "") : (texts["drag_move"] ?? ""));
  }

  dropped(from: Spot, to: Spot, copy: boolean): void {
    const box = this.box();
    const target = this.targetBox(from, to);
    this.change(moved(box, target.top - box.top, target.left - box.left, this.sheet.read, copy));
    this.selection = spanning(target);
    this.draw();
  }

  filling(to: Spot | null): void {
    this.ghost.classList.toggle("open", to !== null);
    if (to) this.stage.place(this.ghost, grown(this.box(), to));
    write(this.ghost, "");
  }

  filled(to: Spot): void {
    const box = this.box();
    const into = grown(box, to);
    this.change(filled(box, into, this.sheet.read));
    this.selection = spanning(into);
    this.draw();
  }

  menu(spot: Spot, x: number, y: number): void {
    if (!holds(this.box(), spot)) this.select(spot, false);
    this.tip.hide();
    this.closeMenu?.();
    const chosen = spotsOf(this.box()).length;
    const groups = cellMenu(this.sheet, this.box(), {
      set: (value) => this.setAll(value),
      run: (operation) => this.run([operation]),
    });
    const title =
      chosen > 1
        ? say(this.sheet.data.texts, "cells_chosen", { count: chosen })
        : `${this.sheet.person(spot.row).name} · ${this.sheet.day(spot.column).weekday} ${this.sheet.day(spot.column).label}`;
    this.closeMenu = openMenu(this.root, { x, y }, title, groups, () => {
      this.closeMenu = null;
      this.focus();
    });
  }

  edit(spot: Spot): void {
    this.select(spot, false);
    const value = this.sheet.read(spot);
    this.editor.begin(value === OFF ? "" : this.sheet.data.shifts[value]!.name);
    this.placeEditor();
  }

  nearEdge(x: number, y: number): void {
    this.stage.nearEdge(x, y);
  }

  // Changes

  private change(changes: Change[], drawn?: Place): void {
    if (changes.length > 0) this.run([{ kind: "set", cells: this.sheet.cells(changes) }], drawn);
  }

  /** Every chosen cell gets the same shift. */
  private setAll(value: number, drawn?: Place): void {
    this.change(real(spotsOf(this.box()).map((spot) => ({ ...spot, value })), this.sheet.read), drawn);
  }

  private run(operations: Operation[], drawn?: Place): void {
    this.tell("");
    const edits = this.outbox.add(operations, drawn);
    this.sheet.lay(this.outbox.waiting);
    this.draw();
    this.send(edits);
  }

  /** Takes what is being typed; false when it means no shift and typing goes on. */
  private commitTyped(): boolean {
    if (!this.editor.open) return true;
    const value = this.editor.take();
    if (value === null) return false;
    this.change(real([{ ...this.selection.active, value }], this.sheet.read), this.typedAt);
    return true;
  }

  // Keys

  private listen(): void {
    const { input } = this.editor;
    input.addEventListener("keydown", (event) => this.key_(event));
    input.addEventListener("copy", (event) => this.copy(event));
    input.addEventListener("cut", (event) => {
      if (this.copy(event)) this.setAll(OFF);
    });
    input.addEventListener("paste", (event) => this.paste(event));
    input.addEventListener("focus", () => this.mark());
    input.addEventListener("blur", () => {
      this.mark();
      this.tip.hide();
      if (this.editor.open && this.editor.take() === null) this.editor.cancel();
    });
    this.editor.list.addEventListener("pointerdown", (event) => {
      const choice = (event.target as Element).closest<HTMLElement>(".choice");
      event.preventDefault();
      if (!choice) return;
      this.editor.cancel();
      this.change(real([{ ...this.selection.active, value: Number(choice.dataset["shift"]) }], this.sheet.read), this.typedAt);
    });
    this.scroller.addEventListener("scroll", () => {
      this.tip.hide();
      if (this.frameWanted === 0)
        this.frameWanted = requestAnimationFrame(() => {
          this.frameWanted = 0;
          this.paint();
        });
    });
    this.painter.grid.addEventListener("click", (event) => this.headClick(event));
    this.plane.addEventListener("pointerover", (event) => this.hover(event));
    this.plane.addEventListener("pointerleave", () => this.tip.hide());
  }

  private key_(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const control = event.ctrlKey || event.metaKey;
    const taken = this.editor.open ? this.typingKey(event) : this.gridKey(event, control);
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.key !== "Escape" && event.key !== "Tab" && event.key !== "Shift") this.leaves = false;
  }

  private typingKey(event: KeyboardEvent): boolean {
    switch (event.key) {
      case "Escape":
        this.editor.cancel();
        this.tell("");
        this.draw();
        return true;
      case "ArrowUp":
      case "ArrowDown": {
        const by = event.key === "ArrowDown" ? 1 : -1;
        if (this.editor.choose(by)) return true;
        if (this.commitTyped()) this.step(by, 0, false);
        return true;
      }
      case "Enter":
        if (this.box().top !== this.box().bottom || this.box().left !== this.box().right) return this.commitToAll();
        if (this.commitTyped()) this.step(event.shiftKey ? -1 : 1, 0, false);
        return true;
      case "Tab":
        if (this.commitTyped()) this.tab(event.shiftKey);
        return true;
      default:
        return false;
    }
  }

  /** Enter over several cells: what was typed goes into all of them. */
  private commitToAll(): boolean {
    const value = this.editor.take();
    return done(() => value !== null && this.setAll(value, this.typedAt));
  }

  private gridKey(event: KeyboardEvent, control: boolean): boolean {
    const letter = event.key.toLowerCase();
    if (control && letter === "d") return done(() => this.change(filledDown(this.box(), this.sheet.read)));
    if (control && letter === "r") return done(() => this.change(filledRight(this.box(), this.sheet.read)));
    if (control && letter === "z") return done(() => this.run([{ kind: "undo" }]));
    if (control && letter === "a")
      return done(() => {
        const end = { row: this.sheet.rows.length - 1, column: this.sheet.columns.length - 1 };
        this.selection = { anchor: { row: 0, column: 0 }, active: end };
        this.draw();
      });
    const steps = step(event.key, control, Math.max(1, Math.floor(this.stage.high() / this.stage.metrics.row) - 1));
    if (steps) return done(() => this.step(steps.rows, steps.columns, event.shiftKey));
    if (event.key === "Enter") return done(() => this.step(event.shiftKey ? -1 : 1, 0, false));
    if (event.key === "Tab") return !this.leaves && this.tab(event.shiftKey);
    if (event.key === "Delete" || event.key === "Backspace") return done(() => this.setAll(OFF));
    if (event.key === "F2") return done(() => this.edit(this.selection.active));
    if (event.key === "Escape") {
      if (!this.pointer.forget()) {
        this.leaves = true; // The next Tab leaves the grid, as nobody must be kept in it.
        this.tell(this.sheet.data.texts["tab_leaves"] ?? "", false);
      }
      return true;
    }
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))
      return done(() => {
        const { x, y } = this.stage.pointOf(this.selection.active);
        this.menu(this.selection.active, x, y);
      });
    return false;
  }

  private step(rows: number, columns: number, extend: boolean): void {
    const { row, column } = this.selection.active;
    this.go({ row: row + rows, column: column + columns }, extend);
  }

  private tab(back: boolean): boolean {
    const { active } = this.selection;
    const next = along(active, back ? -1 : 1, this.sheet.rows.length, this.sheet.columns.length);
    if (next.row === active.row && next.column === active.column) return false;
    this.go(next, false);
    return true;
  }

  private go(to: Spot, extend: boolean): void {
    const spot = clamp(to, this.sheet.rows.length, this.sheet.columns.length);
    this.selection = extend ? { ...this.selection, active: spot } : single(spot);
    this.stage.reveal(spot);
    this.draw();
    const { x, y } = this.stage.pointOf(spot);
    const marked = this.sheet.words(this.sheet.rows[spot.row]!, this.sheet.columns[spot.column]!) !== "";
    if (marked) this.tip.show(cellWords(this.sheet, spot.row, spot.column), x, y + this.stage.metrics.row / 2);
    else this.tip.hide();
  }

  // Clipboard

  private copy(event: ClipboardEvent): boolean {
    if (this.editor.open || !event.clipboardData) return false;
    event.clipboardData.setData("text/plain", writeTable(this.sheet.names(this.box())));
    event.preventDefault();
    return true;
  }

  private paste(event: ClipboardEvent): void {
    if (this.editor.open || !event.clipboardData) return;
    event.preventDefault();
    const { shifts, offWords, texts } = this.sheet.data;
    const table = readTable(event.clipboardData.getData("text/plain"));
    const { rows, columns } = this.sheet;
    const meaning = (text: string): number | null => pasted(text, shifts, offWords);
    const found = pastedOver(table, this.box(), rows.length, columns.length, meaning, this.sheet.read);
    this.change(found.changes);
    this.selection = spanning(found.box);
    this.draw();
    const told = leftOut(found.unknown, found.outside, texts);
    if (told) this.tell(told);
  }

  // What is seen

  private want(wanted: Wanted): void {
    if (!this.commitTyped()) return;
    const active = this.sheet.idsAt(this.selection.active);
    this.sheet.wanted = wanted;
    this.sheet.arrange();
    this.selection = single(this.sheet.spotOf(active));
    this.measure();
  }

  private turn(by: 1 | -1): void {
    const { wanted, data } = this.sheet;
    const from = wanted.from + by * SPAN_DAYS[wanted.span];
    this.want(wantedAfter(wanted, { from }, data.days.length));
  }

  private turnFoot(): boolean {
    this.stage.footOpen = !this.stage.footOpen;
    this.draw();
    return this.stage.footOpen;
  }

  private measure(): void {
    const width = this.scroller.clientWidth;
    if (width > 0) this.stage.metrics = metricsFor(width, this.sheet.columns.length);
    this.root.classList.toggle("narrow", this.stage.metrics.narrow);
    this.scroller.style.maxHeight = `${roomBelow(this.root, 130)}px`;
    this.draw();
  }

  private draw(): void {
    const { data, rows, columns } = this.sheet;
    const size = [rows.length, columns.length] as const;
    this.selection = { anchor: clamp(this.selection.anchor, ...size), active: clamp(this.selection.active, ...size) };
    this.toolbar.draw(data, this.sheet.wanted);
    this.editor.use(data.shifts, data.offWords, data.texts);
    this.legend.draw(data, this.stage.footOpen);
    this.paint();
    this.frame.hidden = rows.length === 0 || columns.length === 0;
    if (!this.frame.hidden) this.stage.place(this.frame, this.box());
    this.placeEditor();
    write(this.status, chosenWords(this.sheet, this.box()));
    this.mark();
  }

  private paint(): void {
    const { scrollTop } = this.scroller;
    this.painter.paint(this.sheet, this.stage.metrics, this.box(), scrollTop, this.stage.high() || 700, this.stage.footOpen);
    const { row, column } = this.selection.active;
    this.editor.input.setAttribute("aria-activedescendant", `cell-${row}-${column}`);
  }

  private placeEditor(): void {
    const { row, column } = this.selection.active;
    const box = { top: row, bottom: row, left: column, right: column };
    this.stage.place(this.editor.input, box);
    this.stage.place(this.editor.list, { ...box, top: row + 1, bottom: row + 1 });
    this.editor.list.style.width = this.editor.list.style.height = "";
  }

  private tell(text: string, alert = true): void {
    write(this.problem, alert ? text : "");
    if (!alert) write(this.status, text);
    this.problem.classList.toggle("open", alert && text !== "");
  }

  private mark(): void {
    this.root.classList.toggle("focused", this.hasFocus());
  }

  private hover(event: PointerEvent): void {
    if (event.pointerType === "touch" || event.buttons !== 0 || this.editor.open) return;
    const told = (event.target as Element).closest<HTMLElement>("[data-tip]");
    if (told) return this.tip.soon(told.dataset["tip"]!, event.clientX, event.clientY);
    const spot = this.spotAt(event.clientX, event.clientY, false);
    if (!spot || !(event.target as Element).closest(".cell")) return this.tip.hide();
    this.tip.soon(cellWords(this.sheet, spot.row, spot.column), event.clientX, event.clientY);
  }

  /** A click on a day chooses its column, on a name its row. */
  private headClick(event: MouseEvent): void {
    const { rows, columns } = this.sheet;
    const chosen = ofHead(event.target as Element, rows.length, columns.length);
    if (!chosen) return;
    this.selection = chosen;
    this.focus();
    this.draw();
  }

  private targetBox(from: Spot, to: Spot): Box {
    return draggedBox(this.box(), from, to, this.sheet.rows.length, this.sheet.columns.length);
  }

  private focus(): void {
    this.editor.input.focus({ preventScroll: true });
  }

  private hasFocus(): boolean {
    const top = this.root.getRootNode() as Document | ShadowRoot;
    return top.activeElement === this.editor.input;
  }
}
