// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { steps } from "../src/gantt/lines";
import { keyPull, partAt, pulled, snap } from "../src/gantt/moving";
import { clock, forgetGantt, GanttView } from "../src/gantt/view";
import type { Edits, GanttData, Operation } from "../src/protocol";

describe("a bar that is pulled", () => {
  it("snaps to the interval and stays within its shift", () => {
    expect(snap(731, 30)).toBe(720);
    expect(pulled([720, 750], "whole", 44, 30, [480, 990])).toEqual([750, 780]);
    expect(pulled([720, 750], "whole", 900, 30, [480, 990])).toEqual([960, 990]);
    expect(pulled([480, 720], "start", -60, 30, [480, 990])).toEqual([480, 720]);
  });
  it("stretches at its ends and never becomes nothing", () => {
    expect(pulled([720, 750], "end", 31, 30, [480, 990])).toEqual([720, 780]);
    expect(pulled([720, 750], "end", -100, 30, [480, 990])).toEqual([720, 750]);
    expect(pulled([720, 780], "start", 200, 30, [480, 990])).toEqual([750, 780]);
  });
  it("crosses midnight", () => {
    expect(pulled([1380, 1410], "whole", 60, 30, [1200, 1710])).toEqual([1440, 1470]);
    expect(clock(1470)).toBe("00:30");
    expect(clock(-30)).toBe("23:30");
  });
  it("is taken at an end or in the middle", () => {
    expect(partAt(2, 100)).toBe("start");
    expect(partAt(50, 100)).toBe("whole");
    expect(partAt(97, 100)).toBe("end");
    expect(partAt(10, 20)).toBe("whole");
  });
  it("obeys keys: Shift moves, Ctrl stretches the end, both the start", () => {
    expect(keyPull("ArrowLeft", true, false)).toEqual({ part: "whole", steps: -1 });
    expect(keyPull("ArrowRight", false, true)).toEqual({ part: "end", steps: 1 });
    expect(keyPull("ArrowRight", true, true)).toEqual({ part: "start", steps: 1 });
    expect(keyPull("ArrowRight", false, false)).toBeNull();
  });
});

it("draws what is missing between need and people there", () => {
  const line = { id: "a", name: "A", points: [[0, 2, 1, ""], [30, 1, 2, ""]] as [number, number, number, string][] };
  const drawn = steps(line, 30, (minute) => minute, 54);
  expect(drawn.most).toBe(2);
  expect(drawn.needed).toBe("M0 4H30L30 29H60");
  expect(drawn.there).toBe("M0 29H30L30 4H60");
  expect(drawn.short).toBe("M0 4H30V29H0Z");
});

describe("the view", () => {
  let view: GanttView;
  let sent: Edits[];

  const data = (): GanttData => ({
    kind: "gantt",
    answer: { session: "s", client: "", sequence: 0, refused: "", place: [0, 0] },
    texts: { gantt: "{day}" },
    day: "2026-11-10",
    dayWords: "周二 11-10",
    from: 480,
    to: 1440,
    interval: 30,
    editable: true,
    workers: [
      {
        id: "001",
        day: "2026-11-10",
        name: "王芳",
        shift: "早班",
        start: 480,
        end: 960,
        activities: [
          { start: 480, end: 720, what: "presale", name: "售前", colour: "#abc", look: "queue", movable: true },
          { start: 720, end: 750, what: "meal", name: "用餐", colour: "#abc", look: "meal", movable: true },
          { start: 750, end: 960, what: "presale", name: "售前", colour: "#abc", look: "queue", movable: true },
        ],
      },
    ],
    lines: [{ id: "presale", name: "售前", points: [[480, 1, 1, "说明"]] }],
    legend: [["售前", "#abc", "queue"]],
  });
  const bar = (place: number): HTMLElement => view.root.querySelector<HTMLElement>(`[data-bar="${place}"]`)!;
  const press = (place: number, key: string, more: KeyboardEventInit = {}): void => {
    bar(place).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  };
  const last = (): Operation => sent.at(-1)!.batches.at(-1)!.operations[0]!;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("ResizeObserver", class {
      observe(): void {}
      disconnect(): void {}
    });
    forgetGantt();
    sent = [];
    view = new GanttView(data(), (edits) => sent.push(edits));
    document.body.append(view.root);
    view.update(data(), (edits) => sent.push(edits));
  });
  afterEach(() => {
    view.close();
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  it("moves the chosen bar by keys, several presses as one move", () => {
    bar(1).focus();
    press(1, "ArrowRight", { shiftKey: true });
    press(1, "ArrowRight", { shiftKey: true });
    expect(bar(1).getAttribute("aria-label")).toBe("王芳 用餐 13:00–13:30");
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(last()).toEqual({ kind: "activity", agent: "001", day: "2026-11-10", what: "meal", was: [720, 750], to: [780, 810] });
    expect(bar(1).getAttribute("aria-label")).toBe("王芳 用餐 13:00–13:30");
  });

  it("Escape gives a move up", () => {
    bar(1).focus();
    press(1, "ArrowRight", { shiftKey: true });
    press(1, "Escape");
    vi.advanceTimersByTime(500);
    expect(sent).toEqual([]);
    expect(bar(1).getAttribute("aria-label")).toBe("王芳 用餐 12:00–12:30");
  });

  it("goes from bar to bar by arrows", () => {
    bar(1).focus();
    press(1, "ArrowRight");
    expect(document.activeElement).toBe(bar(2));
    press(2, "ArrowLeft");
    expect(document.activeElement).toBe(bar(1));
  });

  it("puts back what was refused, and keeps the focus", () => {
    bar(1).focus();
    press(1, "ArrowRight", { shiftKey: true });
    vi.advanceTimersByTime(500);
    const { client } = sent[0]!;
    view.update({ ...data(), answer: { session: "s", client, sequence: 1, refused: "不行", place: [0, 0] } }, () => undefined);
    expect(bar(1).getAttribute("aria-label")).toBe("王芳 用餐 12:00–12:30");
    expect(view.root.querySelector(".problem")!.textContent).toBe("不行");
    expect(document.activeElement).toBe(bar(1));
  });
});
