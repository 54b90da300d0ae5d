/** Draws the sheet: a header, the rows in sight, and the days' totals under them. Changes only what differs. */

import { make, write } from "../dom";
import { BROKEN, CHANGED, LEAVE, LOCKED, OFF, PART, PENDING, say } from "../protocol";
import type { Metrics } from "./metrics";
import type { Box } from "./selection";
import { holds, spotsOf } from "./selection";
import type { Sheet } from "./sheet";
import { rowWindow } from "./window";

const rounded = (hours: number): string => String(Math.round(hours * 10) / 10);

export class Painter {
  readonly grid = make("div", { class: "grid", role: "grid", id: "grid", "aria-multiselectable": "true" });
  private head = make("div", { class: "head row", role: "row", "aria-rowindex": "1" });
  private body = make("div", { class: "body", role: "rowgroup" });
  private foot = make("div", { class: "foot", role: "rowgroup" });
  private shown = new Map<number, HTMLElement>();

  constructor() {
    this.grid.append(make("div", { role: "rowgroup", class: "headgroup" }, this.head), this.body, this.foot);
  }

  /** Draws everything that is in sight. `footRows` of coverage stand below the count of people. */
  paint(sheet: Sheet, metrics: Metrics, box: Box, scrolled: number, high: number, footOpen: boolean): void {
    const { rows, columns } = sheet;
    const wide = metrics.name + columns.length * metrics.day + metrics.hours;
    const style = this.grid.style;
    style.setProperty("--name", `${metrics.name}px`);
    style.setProperty("--day", `${metrics.day}px`);
    style.setProperty("--hours", `${metrics.hours}px`);
    style.setProperty("--row", `${metrics.row}px`);
    style.setProperty("--head", `${metrics.head}px`);
    style.setProperty("--foot", `${metrics.foot}px`);
    style.width = `${wide}px`;
    this.body.style.height = `${rows.length * metrics.row}px`;
    const texts = sheet.data.texts;
    this.grid.setAttribute("aria-label", texts["grid"] ?? "");
    this.grid.setAttribute("aria-rowcount", String(rows.length + 2 + sheet.data.coverage.length));
    this.grid.setAttribute("aria-colcount", String(columns.length + 2));
    this.paintHead(sheet, box);
    this.paintFoot(sheet, footOpen);
    const window = rowWindow(scrolled, high, metrics.row, rows.length);
    const free: HTMLElement[] = [];
    for (const [row, element] of this.shown)
      if (row < window.first || row >= window.end) {
        free.push(element);
        this.shown.delete(row);
      }
    for (let row = window.first; row < window.end; row += 1) {
      let element = this.shown.get(row);
      if (element === undefined) {
        element = free.pop() ?? make("div", { class: "row", role: "row" });
        if (element.parentNode !== this.body) this.body.append(element);
        this.shown.set(row, element);
      }
      this.paintRow(element, sheet, metrics, row, box);
    }
    for (const element of free) element.remove();
  }

  /** How many rows are in the document; for tests of the window. */
  get drawn(): number {
    return this.shown.size;
  }

  private paintHead(sheet: Sheet, box: Box): void {
    const { texts } = sheet.data;
    const signature = `${sheet.revision}|${box.left}|${box.right}`;
    if (this.head.dataset["signature"] === signature) return;
    this.head.dataset["signature"] = signature;
    const days = sheet.columns.map((place, column) => {
      const day = sheet.data.days[place]!;
      const classes = ["day-head"];
      if (day.weekend) classes.push("weekend");
      if (day.sale) classes.push("sale");
      if (day.closed) classes.push("closed");
      if (column >= box.left && column <= box.right) classes.push("in");
      const cell = make(
        "div",
        {
          class: classes.join(" "),
          role: "columnheader",
          "aria-colindex": column + 2,
          "data-column": column,
          ...(day.note ? { title: day.note } : {}),
        },
        make("span", { class: "weekday" }, day.weekday, ...(day.mark ? [make("b", {}, day.mark)] : [])),
        make("span", { class: "date" }, day.label),
      );
      if (day.sale) cell.append(make("span", { class: "star", "aria-label": texts["sale"] ?? "", role: "img" }, "★"));
      return cell;
    });
    this.head.replaceChildren(
      make("div", { class: "name", role: "columnheader", "aria-colindex": 1 }, texts["column_name"] ?? ""),
      ...days,
      make("div", { class: "hours", role: "columnheader", "aria-colindex": days.length + 2 }, texts["column_hours"] ?? ""),
    );
  }

  private paintRow(element: HTMLElement, sheet: Sheet, metrics: Metrics, row: number, box: Box): void {
    const chosen = row >= box.top && row <= box.bottom ? `${box.left}-${box.right}` : "";
    const drawn = `${sheet.revision}|${row}|${chosen}|${metrics.row}|${metrics.narrow}`;
    if (element.dataset["drawn"] === drawn) return;
    element.dataset["drawn"] = drawn;
    const place = sheet.rows[row]!;
    const person = sheet.data.people[place]!;
    element.style.top = `${row * metrics.row}px`;
    element.setAttribute("aria-rowindex", String(row + 2));
    const wanted = sheet.columns.length + 2;
    while (element.childElementCount > wanted) element.lastElementChild!.remove();
    while (element.childElementCount < wanted) element.append(make("div", {}));
    const children = element.children;
    const name = children[0] as HTMLElement;
    const inRow = chosen !== "";
    const nameSignature = `${person.id}|${person.name}|${person.about}|${inRow}|${metrics.narrow}`;
    if (name.dataset["signature"] !== nameSignature) {
      name.dataset["signature"] = nameSignature;
      name.className = inRow ? "name in" : "name";
      name.setAttribute("role", "rowheader");
      name.setAttribute("aria-colindex", "1");
      name.dataset["row"] = String(row);
      name.replaceChildren(make("span", { class: "who" }, person.name));
      if (!metrics.narrow) name.append(make("span", { class: "about" }, person.about));
    }
    name.dataset["row"] = String(row);
    sheet.columns.forEach((_, column) => this.paintCell(children[column + 1] as HTMLElement, sheet, row, column, box));
    const hours = children[wanted - 1] as HTMLElement;
    if (hours.className !== "hours") {
      hours.className = "hours";
      hours.removeAttribute("id");
      hours.removeAttribute("aria-label");
      hours.removeAttribute("aria-selected");
      hours.dataset["signature"] = "";
      hours.setAttribute("role", "gridcell");
    }
    hours.setAttribute("aria-colindex", String(wanted));
    write(hours, rounded(sheet.hours(place)));
  }

  private paintCell(element: HTMLElement, sheet: Sheet, row: number, column: number, box: Box): void {
    const place = sheet.rows[row]!;
    const day = sheet.columns[column]!;
    const value = sheet.value(place, day);
    const bits = sheet.bits(place, day);
    const waits = sheet.waits(place, day);
    const selected = holds(box, { row, column });
    const head = sheet.data.days[day]!;
    const signature = `${row}|${place}|${day}|${value}|${bits}|${waits}|${selected}|${column}|${sheet.leave(place, day)}`;
    if (element.dataset["signature"] === signature) return;
    element.dataset["signature"] = signature;
    const { texts, shifts, people } = sheet.data;
    const shift = value === OFF ? undefined : shifts[value];
    const leave = sheet.leave(place, day);
    const away = bits & (LEAVE | PART | PENDING) ? leave || (texts["leave_short"] ?? "") : "";
    const word = shift?.name ?? (away || (texts["off_short"] ?? ""));
    const classes = ["cell"];
    if (!shift) classes.push(bits & (LEAVE | PART) ? "leave" : "off");
    if (bits & PENDING) classes.push("pending");
    if (bits & BROKEN) classes.push("broken");
    if (bits & CHANGED || waits) classes.push("changed");
    if (waits) classes.push("waits");
    if (head.weekend) classes.push("weekend");
    if (head.closed) classes.push("closed");
    element.className = classes.join(" ");
    element.id = `cell-${row}-${column}`;
    element.setAttribute("role", "gridcell");
    element.setAttribute("aria-colindex", String(column + 2));
    element.setAttribute("aria-selected", String(selected));
    const told = [people[place]!.name, `${head.weekday} ${head.label}`, word];
    if (bits & LOCKED) told.push(texts["is_locked"] ?? "");
    if (bits & CHANGED || waits) told.push(texts["is_changed"] ?? "");
    if (bits & LEAVE && shift) told.push(texts["on_leave"] ?? "");
    if (bits & PART && shift) told.push(leave);
    if (bits & PENDING) told.push(texts["is_pending"] ?? "");
    if (bits & BROKEN) told.push(texts["is_broken"] ?? "");
    element.setAttribute("aria-label", told.join(texts["separator"] ?? " "));
    const chip = make("span", { class: "chip" }, word);
    if (shift) chip.style.setProperty("--shift", shift.colour);
    const marks = [
      bits & LOCKED ? "🔒" : "",
      bits & CHANGED || waits ? "✎" : "",
      bits & LEAVE && shift ? "✖" : "",
      bits & PART && shift ? "◐" : "",
      bits & PENDING ? (texts["pending_short"] ?? "?") : "",
      bits & BROKEN ? "!" : "",
    ].filter((mark) => mark !== "");
    const grip = shift ? [make("span", { class: "grip", "aria-hidden": "true" }, "⠿")] : [];
    const flags = marks.map((mark) => make("span", { class: `mark${mark === "!" ? " alert" : ""}` }, mark));
    element.replaceChildren(chip, ...grip, ...(flags.length ? [make("span", { class: "marks", "aria-hidden": "true" }, ...flags)] : []));
  }

  private paintFoot(sheet: Sheet, open: boolean): void {
    const { texts, coverage } = sheet.data;
    const signature = `${sheet.revision}|${open}`;
    if (this.foot.dataset["signature"] === signature) return;
    this.foot.dataset["signature"] = signature;
    const working = sheet.columns.map((day) => sheet.working(day));
    const rows = open ? coverage : [];
    const first = sheet.rows.length + 2;
    const line = (name: string, place: number, cells: HTMLElement[]): HTMLElement =>
      make(
        "div",
        { class: "row", role: "row", "aria-rowindex": first + place },
        make("div", { class: "name", role: "rowheader", "aria-colindex": 1 }, name),
        ...cells,
        make("div", { class: "hours", role: "gridcell", "aria-colindex": sheet.columns.length + 2 }),
      );
    const counts = working.map((count, column) =>
      make("div", { class: "total", role: "gridcell", "aria-colindex": column + 2 }, String(count)),
    );
    this.foot.replaceChildren(
      line(texts["people_there"] ?? "", 0, counts),
      ...rows.map((queue, place) =>
        line(
          queue.name,
          place + 1,
          sheet.columns.map((day, column) => {
            const [short, over, words] = queue.cells[day]!;
            const cell = make("div", {
              class: "cover",
              role: "gridcell",
              "aria-colindex": column + 2,
              "data-tip": words,
            });
            if (short >= 0.05) cell.append(make("span", { class: "short" }, `▼${rounded(short)}`));
            if (over >= 0.05) cell.append(make("span", { class: "over" }, `▲${Math.round(over)}`));
            if (short < 0.05 && over < 0.05) cell.append(make("span", { class: "even" }, "✓"));
            // The name begins with what is seen, so that who speaks to the page can say it.
            const seen = [...cell.children].map((each) => each.textContent).join("");
            cell.setAttribute("aria-label", [seen, ...words.split("\n")].join(texts["separator"] ?? " "));
            return cell;
          }),
        ),
      ),
    );
  }
}

/** What stands in the tip of a cell, a line each. */
export function cellWords(sheet: Sheet, row: number, column: number): string {
  const place = sheet.rows[row]!;
  const day = sheet.columns[column]!;
  const { texts, shifts, people, days } = sheet.data;
  const shift = shifts[sheet.value(place, day)];
  const head = days[day]!;
  const lines = [[people[place]!.name, `${head.weekday} ${head.label}`, head.note].filter(Boolean).join(" · ")];
  lines.push(shift ? say(texts, "tip_shift", { shift: shift.name, times: shift.times, hours: rounded(shift.hours) }) : (texts["tip_off"] ?? ""));
  if (sheet.bits(place, day) & LOCKED) lines.push(texts["is_locked"] ?? "");
  const words = sheet.words(place, day);
  if (words) lines.push(words);
  return lines.join("\n");
}

/** What is chosen, for the line below the grid: one cell in full, several as sums. */
export function chosenWords(sheet: Sheet, box: Box): string {
  const { texts, shifts } = sheet.data;
  const spots = sheet.rows.length && sheet.columns.length ? spotsOf(box) : [];
  if (spots.length === 0) return texts["nobody"] ?? "";
  if (spots.length === 1) return cellWords(sheet, spots[0]!.row, spots[0]!.column).split("\n").join("　");
  const worked = spots.map((spot) => shifts[sheet.read(spot)]).filter((shift) => shift !== undefined);
  const hours = rounded(worked.reduce((sum, shift) => sum + shift.hours, 0));
  return say(texts, "chosen", { cells: spots.length, shifts: worked.length, hours });
}
