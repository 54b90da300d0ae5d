// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pointer, type PointerHost } from "../src/grid/pointer";

let area: HTMLElement;
let done: string[];
let selected: string;

const spot = (x: number, y: number) => ({ row: Math.floor(y / 10), column: Math.floor(x / 10) });
const name = ({ row, column }: { row: number; column: number }): string => `${row}:${column}`;

function fire(type: string, x: number, y: number, more: Record<string, unknown> = {}): void {
  const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, button: 0, ...more });
  Object.assign(event, { pointerType: more["pointerType"] ?? "mouse", pointerId: 1 });
  area.dispatchEvent(event);
}

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  selected = "";
  area = document.createElement("div");
  const host: PointerHost = {
    spotAt: (x, y) => spot(x, y),
    isSelected: (at) => selected === name(at),
    hasShift: () => true,
    select: (at, extend) => {
      selected = name(at);
      done.push(`${extend ? "extend" : "select"} ${name(at)}`);
    },
    dragged: () => undefined,
    dropped: (from, to, copy) => done.push(`${copy ? "copy" : "move"} ${name(from)} ${name(to)}`),
    filling: () => undefined,
    filled: (to) => done.push(`fill ${name(to)}`),
    menu: (at) => done.push(`menu ${name(at)}`),
    edit: (at) => done.push(`edit ${name(at)}`),
    nearEdge: () => undefined,
    box: () => ({ top: 0, left: 0, bottom: 0, right: 0 }),
  };
  new Pointer(area, host);
});

afterEach(() => vi.useRealTimers());

it("chooses many by dragging, or with Shift", () => {
  fire("pointerdown", 5, 5);
  fire("pointermove", 25, 15);
  fire("pointerup", 25, 15);
  fire("pointerdown", 45, 35, { shiftKey: true });
  expect(done).toEqual(["select 0:0", "extend 1:2", "extend 3:4"]);
});

it("drags what is chosen already; with Ctrl it is copied", () => {
  selected = "0:0";
  fire("pointerdown", 5, 5);
  fire("pointermove", 25, 15);
  fire("pointerup", 25, 15);
  selected = "0:0";
  fire("pointerdown", 5, 5);
  fire("pointermove", 25, 15, { ctrlKey: true });
  fire("pointerup", 25, 15, { ctrlKey: true });
  expect(done).toEqual(["move 0:0 1:2", "copy 0:0 1:2"]);
});

it("a finger chooses by a tap, opens the menu by a second or a long press, and scrolls by moving", () => {
  const touch = { pointerType: "touch" };
  fire("pointerdown", 5, 5, touch);
  fire("pointerup", 5, 5, touch);
  fire("pointerdown", 5, 5, touch);
  fire("pointerup", 5, 5, touch);
  fire("pointerdown", 15, 15, touch);
  vi.advanceTimersByTime(600);
  fire("pointerup", 15, 15, touch);
  fire("pointerdown", 25, 25, touch);
  fire("pointermove", 25, 60, touch);
  vi.advanceTimersByTime(600);
  fire("pointerup", 25, 60, touch);
  expect(done).toEqual(["select 0:0", "menu 0:0", "menu 1:1"]);
});

it("opens the menu by a right click and edits by a double click", () => {
  fire("contextmenu", 5, 5);
  fire("dblclick", 15, 5);
  expect(done).toEqual(["menu 0:0", "edit 0:1"]);
});
