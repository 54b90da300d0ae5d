import { expect, it } from "vitest";
import { EVERYTHING, Sheet } from "../src/grid/sheet";
import { wantedAfter } from "../src/grid/toolbar";
import { BROKEN, CHANGED, LOCKED, OFF } from "../src/protocol";
import { gridData } from "./data";

const names = (sheet: Sheet): string[] => sheet.rows.map((_, row) => sheet.person(row).name);

function shown(change: Partial<typeof EVERYTHING>): Sheet {
  const data = gridData(4, { marks: [[1, 0, CHANGED, "原来：休"], [2, 1, BROKEN | LOCKED, "太多天"]] });
  data.cells[3]![0] = 1;
  return new Sheet(data, { ...EVERYTHING, ...change });
}

it("filters by name, number, team, skill, shift, changes and broken rules", () => {
  expect(names(shown({ text: "王" }))).toEqual(["王芳"]);
  expect(names(shown({ text: "002" }))).toEqual(["李强"]);
  expect(names(shown({ team: "乙" }))).toEqual(["李强", "刘洋"]);
  expect(names(shown({ skill: "aftersale" }))).toEqual(["王芳", "张敏"]);
  expect(names(shown({ shift: "晚班" }))).toEqual(["刘洋"]);
  expect(names(shown({ changed: true }))).toEqual(["李强"]);
  expect(names(shown({ broken: true }))).toEqual(["张敏"]);
});

it("sorts by name, hours and burden", () => {
  expect(names(shown({ order: "hours" })).at(-1)).toBe("刘洋");
  expect(names(shown({ order: "burden" }))).toEqual(["刘洋", "张敏", "李强", "王芳"]);
  expect(names(shown({ order: "name" }))[0]).toBe("李强");
});

it("shows a week or two, and turns within the plan", () => {
  expect(shown({ span: "week" }).columns).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(wantedAfter({ ...EVERYTHING, span: "week" }, { from: 20 }, 14).from).toBe(7);
  expect(wantedAfter({ ...EVERYTHING, span: "week", from: 7 }, { span: "two" }, 14).from).toBe(0);
});

it("lays waiting edits over the data, locks included", () => {
  const sheet = shown({});
  sheet.lay([
    {
      sequence: 1,
      drawn: [1, 0],
      operations: [
        { kind: "set", cells: [["001", "2026-11-09", null], ["001", "2026-11-10", "晚班"], ["999", "2026-11-09", "早班"]] },
        { kind: "unlock", cells: [["003", "2026-11-10"]] },
      ],
    },
  ]);
  expect(sheet.value(0, 0)).toBe(OFF);
  expect(sheet.hours(0)).toBe(71.5);
  expect(sheet.bits(2, 1)).toBe(BROKEN);
  expect(sheet.waits(2, 1)).toBe(true);
  sheet.lay([]);
  expect(sheet.value(0, 0)).toBe(0);
});
