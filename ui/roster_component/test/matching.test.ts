import { describe, expect, it } from "vitest";
import { candidates, meansOff, pasted, typed } from "../src/grid/matching";
import { OFF, type Shift } from "../src/protocol";

const shifts: Shift[] = ["早班", "日班", "大促夜班", "夜班", "夜班二", "Late"].map((name) => ({
  name,
  colour: "#fff",
  hours: 8,
  times: "",
}));
const off = ["休", "off", "休息"];

describe("typing", () => {
  it("takes the first letters of a name, whatever their case and width", () => {
    expect(typed("早", shifts, off)).toBe(0);
    expect(typed(" la", shifts, off)).toBe(5);
    expect(typed("ＬＡＴＥ", shifts, off)).toBe(5);
  });
  it("prefers a whole name, then a beginning, then a part", () => {
    expect(candidates("夜班", shifts)).toEqual([3, 4, 2]);
    expect(typed("促", shifts, off)).toBe(2);
  });
  it("knows the words for a day off, and a blank", () => {
    for (const text of ["", "  ", "休", "OFF", "休息"]) expect(typed(text, shifts, off)).toBe(OFF);
    expect(meansOff("早", off)).toBe(false);
  });
  it("knows no other words", () => {
    expect(typed("会议", shifts, off)).toBeNull();
  });
});

describe("pasting", () => {
  it("takes a whole name, or a beginning that one shift alone has", () => {
    expect(pasted("夜班", shifts, off)).toBe(3);
    expect(pasted("早", shifts, off)).toBe(0);
    expect(pasted("夜", shifts, off)).toBeNull();
    expect(pasted("促", shifts, off)).toBeNull();
  });
  it("does not mind the marks of an export", () => {
    expect(pasted("早班 🔒 ✎", shifts, off)).toBe(0);
    expect(pasted("休 🔒", shifts, off)).toBe(OFF);
  });
});

describe("leave", () => {
  const more: Shift[] = [
    ...shifts,
    { name: `${shifts[0]!.name} 09:00–12:00`, colour: "", hours: 3, times: "", sort: "rest" },
    { name: "病假", colour: "", hours: 0, times: "", sort: "leave" },
  ];

  it("is typed and pasted by its name like a shift", () => {
    expect(pasted("病假", more, off)).toBe(more.length - 1);
    expect(typed("病", more, off)).toBe(more.length - 1);
    const lieu = [...more, { name: "调休", colour: "", hours: 0, times: "", sort: "leave" as const }];
    expect(candidates("休", lieu)).toEqual([]);
    expect(typed("休", lieu, off)).toBe(OFF);
  });

  it("leaves a rest that only its whole name means, and marks behind a name", () => {
    expect(pasted(shifts[0]!.name, more, off)).toBe(0);
    expect(pasted(`${shifts[0]!.name} 09:00–12:00 · 下午 年假`, more, off)).toBe(more.length - 2);
  });
});
