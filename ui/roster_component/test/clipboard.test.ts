import { expect, it } from "vitest";
import { readTable, writeTable } from "../src/grid/clipboard";

it("reads what Excel copies, its last line break included", () => {
  expect(readTable("早班\t休\r\n\t晚班\r\n")).toEqual([
    ["早班", "休"],
    ["", "晚班"],
  ]);
  expect(readTable("早班")).toEqual([["早班"]]);
  expect(readTable("")).toEqual([[""]]);
  expect(readTable("a\n\nb")).toEqual([["a"], [""], ["b"]]);
});

it("reads quoted cells with tabs, breaks and quotes in them", () => {
  expect(readTable('"a\tb"\t"say ""hi"""\n"one\ntwo"')).toEqual([["a\tb", 'say "hi"'], ["one\ntwo"]]);
});

it("reads back what it writes", () => {
  const table = [
    ["早班", 'a "b"'],
    ["x\ty", "line\nbreak"],
  ];
  expect(readTable(writeTable(table))).toEqual(table);
});
