/** Cells as a spreadsheet copies them: tabs between columns, lines between rows, quotes around both. */

import { say, type Texts } from "../protocol";

/** Rows of cells of a text from the clipboard; a line break at the very end begins no row. */
export function readTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const clean = text.replace(/\r\n?/g, "\n");
  for (let place = 0; place < clean.length; place += 1) {
    const sign = clean[place]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (clean[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += sign;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  if (rows.length === 0) rows.push([""]);
  return rows;
}

/** The text of rows of cells. */
export function writeTable(rows: string[][]): string {
  const quote = (cell: string): string => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quote).join("\t")).join("\n");
}

/** What of a paste could not be taken: words that mean no shift, and cells outside of the grid; "" for all of it. */
export function leftOut(unknown: string[], outside: number, texts: Texts): string {
  const told: string[] = [];
  if (unknown.length > 0)
    told.push(say(texts, "unknown_pasted", { words: unknown.slice(0, 6).join(texts["list_separator"] ?? ", ") }));
  if (outside > 0) told.push(say(texts, "outside_pasted", { count: outside }));
  return told.join(" ");
}
