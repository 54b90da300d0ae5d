// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GridView } from "../src/grid/view";
import type { Edits, GridData, Operation } from "../src/protocol";
import { gridData } from "./data";

let view: GridView;
let sent: Edits[];
let key = 0;

class NoResize {
  observe(): void {}
  disconnect(): void {}
}

function open(data: GridData = gridData()): void {
  sent = [];
  view = new GridView(data, (edits) => sent.push(edits), `test-${(key += 1)}`);
  document.body.append(view.root);
  view.update(data, (edits) => sent.push(edits));
}

const input = (): HTMLInputElement => view.root.querySelector<HTMLInputElement>(".editor")!;
const cell = (row: number, column: number): HTMLElement => view.root.querySelector<HTMLElement>(`#cell-${row}-${column}`)!;
const word = (row: number, column: number): string => cell(row, column).querySelector(".chip")!.textContent!;
const problem = (): string => view.root.querySelector(".problem")!.textContent!;
const last = (): Operation[] => sent.at(-1)!.batches.at(-1)!.operations;
const select = (row: number, column: number, extend = false): void => view.select({ row, column }, extend);

function press(name: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more });
  input().dispatchEvent(event);
  return event;
}

function write(text: string): void {
  input().value = text;
  input().dispatchEvent(new Event("input"));
}

function paste(text: string): void {
  const event = new Event("paste", { cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  input().dispatchEvent(event);
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", NoResize);
  open();
});

afterEach(() => {
  view.close();
  document.body.replaceChildren();
});

it("shows a typed shift at once, sends it, and goes on below", () => {
  select(0, 0);
  write("晚");
  press("Enter");
  expect(word(0, 0)).toBe("晚班");
  expect(cell(0, 0).classList).toContain("waits");
  expect(last()).toEqual([{ kind: "set", cells: [["001", "2026-11-09", "晚班"]] }]);
  expect(input().getAttribute("aria-activedescendant")).toBe("cell-1-0");
});

it("lets an input method have its keys", () => {
  select(0, 0);
  input().dispatchEvent(new Event("compositionstart"));
  write("zao");
  expect(press("Enter", { isComposing: true }).defaultPrevented).toBe(false);
  expect(sent).toEqual([]);
  write("早");
  press("ArrowUp");
  expect(sent).toEqual([]); // It is what was there.
});

it("refuses a word that is no shift and keeps it to be mended", () => {
  select(0, 0);
  write("会议");
  press("Enter");
  expect(problem()).toBe("没有“会议”");
  expect(sent).toEqual([]);
  expect(input().value).toBe("会议");
  press("Escape");
  expect(problem()).toBe("");
  expect(word(0, 0)).toBe("早班");
});

it("deletes, fills down, and undoes over a selection by keys", () => {
  select(0, 0);
  press("ArrowDown", { shiftKey: true });
  press("Delete");
  expect([word(0, 0), word(1, 0)]).toEqual(["休", "休"]);
  press("ArrowDown", { shiftKey: true });
  press("d", { ctrlKey: true });
  expect(word(2, 0)).toBe("休");
  press("z", { ctrlKey: true });
  expect(last()).toEqual([{ kind: "undo" }]);
});

it("Enter over several cells puts what was typed into all of them", () => {
  select(0, 0);
  select(1, 1, true);
  write("晚");
  press("Enter");
  expect([word(0, 0), word(0, 1), word(1, 0), word(1, 1)]).toEqual(Array(4).fill("晚班"));
});

it("pastes a table from a spreadsheet, and tells what is no shift", () => {
  select(0, 0);
  paste("晚班\t休\r\n开会\t晚班\r\n");
  expect([word(0, 0), word(0, 1), word(1, 0), word(1, 1)]).toEqual(["晚班", "休", "早班", "晚班"]);
  expect(problem()).toBe("不是班次：开会");
});

it("copies the chosen cells with their words", () => {
  select(0, 4);
  select(1, 5, true);
  let text = "";
  const event = new Event("copy", { cancelable: true });
  Object.assign(event, { clipboardData: { setData: (_: string, value: string) => (text = value) } });
  input().dispatchEvent(event);
  expect(text).toBe("早班\t休\n早班\t休");
});

it("drags a shift to another day and swaps two", () => {
  select(0, 0);
  view.dropped({ row: 0, column: 0 }, { row: 0, column: 5 }, false);
  expect([word(0, 0), word(0, 5)]).toEqual(["休", "早班"]);
  select(1, 0);
  write("晚");
  press("Enter");
  select(1, 0);
  view.dropped({ row: 1, column: 0 }, { row: 2, column: 1 }, false);
  expect([word(1, 0), word(2, 1)]).toEqual(["早班", "晚班"]);
});

it("keeps selection and typing when an answer comes, and shows what the answer says", () => {
  select(0, 0);
  write("晚");
  press("Enter");
  write("早"); // already typing into the next cell
  const data = gridData();
  data.cells[0]![0] = 1;
  const { client } = sent[0]!;
  view.update({ ...data, answer: { session: "s", client, sequence: 1, refused: "", place: [0, 0] } }, (edits) => sent.push(edits));
  expect(cell(0, 0).classList).not.toContain("waits");
  expect(word(0, 0)).toBe("晚班");
  expect(input().value).toBe("早");
  expect(input().getAttribute("aria-activedescendant")).toBe("cell-1-0");
});

it("tells the picture in front of which typing began, not the one that came meanwhile", () => {
  const at = (step: number) => ({ session: "s", client: "", sequence: 0, refused: "", place: [1, step] as [number, number] });
  view.update({ ...gridData(), answer: at(4) }, (edits) => sent.push(edits));
  select(0, 0);
  write("晚");
  const data = gridData();
  data.cells[0]![0] = -1; // another has changed it; the editor lies over it
  view.update({ ...data, answer: at(5) }, (edits) => sent.push(edits));
  press("Enter");
  select(2, 0);
  press("Delete");
  expect(sent.at(-1)!.batches.map((batch) => batch.drawn)).toEqual([[1, 4], [1, 5]]);
});

it("puts back what Python refused", () => {
  select(0, 0);
  press("Delete");
  expect(word(0, 0)).toBe("休");
  const { client } = sent[0]!;
  view.update({ ...gridData(), answer: { session: "s", client, sequence: 1, refused: "不行", place: [0, 0] } }, () => undefined);
  expect(word(0, 0)).toBe("早班");
  expect(problem()).toBe("不行");
});

it("leaves the grid by Escape and Tab, and only then", () => {
  select(0, 0);
  expect(press("Tab").defaultPrevented).toBe(true);
  press("Escape");
  expect(press("Tab").defaultPrevented).toBe(false);
});

it("offers by key what the cell allows, and does it", () => {
  select(0, 0);
  press("F10", { shiftKey: true });
  const menu = view.root.querySelector(".menu")!;
  const names = [...menu.querySelectorAll<HTMLElement>(".menu-item")].map((item) => item.dataset["name"]);
  expect(names).toEqual(["shift-0", "shift-1", "off", "lock", "ill", "leave", "who", "day", "details"]);
  menu.querySelector<HTMLElement>("[data-name=lock]")!.click();
  expect(last()).toEqual([{ kind: "lock", cells: [["001", "2026-11-09"]] }]);
  expect(cell(0, 0).textContent).toContain("🔒");
  expect(view.root.querySelector(".menu")).toBeNull();
});

it("filters and sorts at once, and keeps the active cell", () => {
  select(3, 0);
  const search = view.root.querySelector<HTMLInputElement>(".search")!;
  search.value = "刘";
  search.dispatchEvent(new Event("input"));
  expect([...view.root.querySelectorAll(".body .who")].map((name) => name.textContent)).toEqual(["刘洋"]);
  expect(input().getAttribute("aria-activedescendant")).toBe("cell-0-0");
});

it("draws only the rows in sight of 500, and names them all to a screen reader", () => {
  view.close();
  open(gridData(500));
  expect(view.root.querySelectorAll(".body .row").length).toBeLessThan(40);
  expect(view.root.querySelector("[role=grid]")!.getAttribute("aria-rowcount")).toBe("503");
  press("End", { ctrlKey: true });
  expect(input().getAttribute("aria-activedescendant")).toBe("cell-499-13");
});

it("adds up hours and people at once", () => {
  const hours = (): string => view.root.querySelector(".body .hours")!.textContent!;
  const people = (): string => view.root.querySelector(".foot .total")!.textContent!;
  expect([hours(), people()]).toEqual(["80", "4"]);
  select(0, 0);
  press("Delete");
  expect([hours(), people()]).toEqual(["72", "3"]);
});
