/** The sheet on screen: which people and days, in which order, with the edits that still wait for an answer. */

import {
  BROKEN,
  CHANGED,
  LOCKED,
  OFF,
  type Batch,
  type Cell,
  type CellValue,
  type Day,
  type GridData,
  type Mark,
  type Person,
} from "../protocol";
import type { Change, Read } from "./changing";
import type { Box, Spot } from "./selection";

export type Order = "file" | "name" | "hours" | "burden";
export type Span = "week" | "two" | "all";

export interface Wanted {
  text: string;
  team: string;
  skill: string;
  shift: string;
  changed: boolean;
  broken: boolean;
  order: Order;
  span: Span;
  /** Position of the first day on screen. */
  from: number;
}

export const EVERYTHING: Wanted = {
  text: "",
  team: "",
  skill: "",
  shift: "",
  changed: false,
  broken: false,
  order: "file",
  span: "two",
  from: 0,
};

export const SPAN_DAYS: Record<Span, number> = { week: 7, two: 14, all: 400 };

export class Sheet {
  data: GridData;
  wanted: Wanted;
  /** Positions of people, in the order of rows; of days, in the order of columns. */
  rows: number[] = [];
  columns: number[] = [];
  /** Grows whenever something on the sheet may differ: what was drawn of an older one is drawn again. */
  revision = 0;
  private marks = new Map<string, Mark>();
  private people = new Map<string, number>();
  private dayPlaces = new Map<string, number>();
  private shiftPlaces = new Map<string, number>();
  /** Values and locks of batches that wait for their answer. */
  private over = new Map<string, number>();
  private overLocks = new Map<string, boolean>();

  constructor(data: GridData, wanted: Wanted = EVERYTHING) {
    this.data = data;
    this.wanted = wanted;
    this.take(data, []);
  }

  /** New data from Python, and the batches that it does not know yet. */
  take(data: GridData, waiting: readonly Batch[]): void {
    this.data = data;
    this.people = new Map(data.people.map((person, place) => [person.id, place]));
    this.dayPlaces = new Map(data.days.map((day, place) => [day.id, place]));
    this.shiftPlaces = new Map(data.shifts.map((shift, place) => [shift.name, place]));
    this.marks = new Map(data.marks.map((mark) => [`${mark[0]}:${mark[1]}`, mark]));
    this.lay(waiting);
    this.arrange();
  }

  /** Lays waiting batches over the data. */
  lay(waiting: readonly Batch[]): void {
    this.revision += 1;
    this.over.clear();
    this.overLocks.clear();
    for (const batch of waiting)
      for (const operation of batch.operations) {
        if (operation.kind === "set")
          for (const [agent, day, shift] of operation.cells) {
            const place = this.place(agent, day);
            const value = shift === null ? OFF : this.shiftPlaces.get(shift);
            if (place !== null && value !== undefined) this.over.set(place, value);
          }
        else if (operation.kind === "lock" || operation.kind === "unlock")
          for (const [agent, day] of operation.cells) {
            const place = this.place(agent, day);
            if (place !== null) this.overLocks.set(place, operation.kind === "lock");
          }
      }
  }

  /** Chooses rows and columns anew. Rows are chosen by what Python knows, so that none goes while it is edited. */
  arrange(): void {
    this.revision += 1;
    const { text, team, skill, shift, changed, broken, order } = this.wanted;
    const { people, days } = this.data;
    const most = SPAN_DAYS[this.wanted.span];
    const from = Math.max(0, Math.min(this.wanted.from, days.length - most));
    this.columns = days.map((_, place) => place).slice(from, from + most);
    const sought = text.normalize("NFKC").trim().toLowerCase();
    const shiftPlace = this.shiftPlaces.get(shift);
    const marked = (bits: number): Set<number> =>
      new Set(this.data.marks.filter((mark) => mark[2] & bits).map((mark) => mark[0]));
    const onlyChanged = changed ? marked(CHANGED) : null;
    const onlyBroken = broken ? marked(BROKEN) : null;
    const fits = (person: Person, place: number): boolean =>
      (sought === "" || person.name.toLowerCase().includes(sought) || person.id.toLowerCase().includes(sought)) &&
      (team === "" || person.team === team) &&
      (skill === "" || person.skills.includes(skill)) &&
      (shiftPlace === undefined || this.columns.some((day) => this.data.cells[place]![day] === shiftPlace)) &&
      (onlyChanged === null || onlyChanged.has(place)) &&
      (onlyBroken === null || onlyBroken.has(place));
    this.rows = people.map((_, place) => place).filter((place) => fits(people[place]!, place));
    const collator = new Intl.Collator(["zh", "en"]);
    const hours = people.map((_, place) => this.hours(place));
    if (order === "name") this.rows.sort((a, b) => collator.compare(people[a]!.name, people[b]!.name) || a - b);
    if (order === "hours") this.rows.sort((a, b) => hours[b]! - hours[a]! || a - b);
    if (order === "burden") this.rows.sort((a, b) => people[b]!.burden - people[a]!.burden || a - b);
  }

  person(row: number): Person {
    return this.data.people[this.rows[row]!]!;
  }

  day(column: number): Day {
    return this.data.days[this.columns[column]!]!;
  }

  value(person: number, day: number): number {
    return this.over.get(`${person}:${day}`) ?? this.data.cells[person]?.[day] ?? OFF;
  }

  /** The value at a place on screen. */
  readonly read: Read = ({ row, column }: Spot) => this.value(this.rows[row]!, this.columns[column]!);

  /** Whether a change of the cell waits for its answer. */
  waits(person: number, day: number): boolean {
    const place = `${person}:${day}`;
    return this.over.has(place) || this.overLocks.has(place);
  }

  bits(person: number, day: number): number {
    const place = `${person}:${day}`;
    const bits = this.marks.get(place)?.[2] ?? 0;
    const lock = this.overLocks.get(place);
    return lock === undefined ? bits : lock ? bits | LOCKED : bits & ~LOCKED;
  }

  /** The leave of a cell in short; "" where there is none. */
  leave(person: number, day: number): string {
    return this.marks.get(`${person}:${day}`)?.[4] ?? "";
  }

  words(person: number, day: number): string {
    return this.marks.get(`${person}:${day}`)?.[3] ?? "";
  }

  /** Paid hours of a person over the whole plan, waiting edits included. */
  hours(person: number): number {
    let sum = 0;
    for (let day = 0; day < this.data.days.length; day += 1)
      sum += this.data.shifts[this.value(person, day)]?.hours ?? 0;
    return sum;
  }

  /** How many people work on a day, waiting edits included; those filtered away count, too. */
  working(day: number): number {
    let count = 0;
    for (let person = 0; person < this.data.people.length; person += 1) {
      const shift = this.data.shifts[this.value(person, day)];
      if (shift && shift.sort !== "leave") count += 1;
    }
    return count;
  }

  /** Changes on screen as cells of people and days. */
  cells(changes: Change[]): CellValue[] {
    return changes.map(({ row, column, value }) => [
      this.person(row).id,
      this.day(column).id,
      value === OFF ? null : this.data.shifts[value]!.name,
    ]);
  }

  /** Names of the shifts of a box, row by row, as a spreadsheet takes them. */
  names({ top, bottom, left, right }: Box): string[][] {
    const rows: string[][] = [];
    for (let row = top; row <= bottom; row += 1) {
      const line: string[] = [];
      for (let column = left; column <= right; column += 1) {
        const value = this.read({ row, column });
        // Leave is not copied: pasted to somebody else, it would be entered for them.
        line.push(value === OFF ? (this.data.texts["off_short"] ?? "") : this.data.shifts[value]!.name);
      }
      rows.push(line);
    }
    return rows;
  }

  /** Person and day of a place on screen; empty where there is none. */
  idsAt({ row, column }: Spot): Cell {
    const person = this.data.people[this.rows[row] ?? -1];
    const day = this.data.days[this.columns[column] ?? -1];
    return [person?.id ?? "", day?.id ?? ""];
  }

  /** The opposite; the first row or column for who or what is not shown. */
  spotOf([agent, day]: Cell): Spot {
    const row = this.rows.findIndex((place) => this.data.people[place]!.id === agent);
    const column = this.columns.findIndex((place) => this.data.days[place]!.id === day);
    return { row: Math.max(0, row), column: Math.max(0, column) };
  }

  private place(agent: string, day: string): string | null {
    const person = this.people.get(agent);
    const column = this.dayPlaces.get(day);
    return person === undefined || column === undefined ? null : `${person}:${column}`;
  }
}
