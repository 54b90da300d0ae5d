/** What Python sends and what it gets back. Every text comes translated; nothing here is in a language. */

export type Texts = Record<string, string>;

export interface Shift {
  name: string;
  colour: string;
  /** Paid hours. */
  hours: number;
  /** When it is, in words. */
  times: string;
  /** A kind of leave, which is typed like a shift and entered as leave; or what leave leaves of a shift. */
  sort?: "leave" | "rest";
}

export interface Person {
  id: string;
  name: string;
  team: string;
  skills: string[];
  /** What stands under the name: skills in words. */
  about: string;
  /** The share of unpopular work so far; the higher, the sooner it is somebody else's turn. */
  burden: number;
}

export interface Day {
  /** ISO date. */
  id: string;
  weekday: string;
  label: string;
  weekend: boolean;
  sale: boolean;
  /** No queue is open. */
  closed: boolean;
  /** A word for the head of the column, such as a holiday; empty for none. */
  mark: string;
  /** What is special about the day in full, for whoever points at it; empty for nothing. */
  note: string;
}

/** One queue (or team) on one day: agent-hours short and over, and the words that explain them. */
export type DayCoverage = [short: number, over: number, words: string];

export interface CoverageRow {
  id: string;
  name: string;
  cells: DayCoverage[];
}

export const OFF = -1;

/** Bits of a mark. */
export const LOCKED = 1;
export const CHANGED = 2;
export const LEAVE = 4;
export const BROKEN = 8;
/** Leave of a part of the day, and leave that nobody has decided yet. */
export const PART = 16;
export const PENDING = 32;

/** A cell about which there is something to say: row, column, bits, words (a line each), and the leave in short. */
export type Mark = [person: number, day: number, bits: number, words: string, leave?: string];

/** How far a draft has been seen: its number, and that of its last step. */
export type Place = [draft: number, step: number];

/** Batches up to this one have been applied; the session is the one that counted them. */
export interface Answer {
  session: string;
  client: string;
  sequence: number;
  /** What was not applied, in words. */
  refused: string;
  /** The step of the draft that the data beside it show. */
  place: Place;
}

export interface GridData {
  kind: "grid";
  answer: Answer;
  texts: Texts;
  days: Day[];
  shifts: Shift[];
  people: Person[];
  /** For each person the position of the shift on each day, or OFF. */
  cells: number[][];
  marks: Mark[];
  coverage: CoverageRow[];
  teams: string[];
  skills: [id: string, name: string][];
  offWords: string[];
  /** Day that the columns shall begin with when the grid is first shown. */
  firstShown: string;
}

export type Activity = {
  start: number;
  end: number;
  what: string;
  name: string;
  colour: string;
  /** How it is drawn: served queue, meal, break, meeting or standing ready. */
  look: "queue" | "meal" | "break" | "meeting" | "reserve";
  movable: boolean;
};

export interface Worker {
  id: string;
  /** On which the shift begins. */
  day: string;
  name: string;
  shift: string;
  start: number;
  end: number;
  activities: Activity[];
}

export interface CoverageLine {
  id: string;
  name: string;
  /** Start of the interval in minutes of the day, needed, there, words. */
  points: [minute: number, required: number, scheduled: number, words: string][];
}

export interface GanttData {
  kind: "gantt";
  answer: Answer;
  texts: Texts;
  day: string;
  dayWords: string;
  /** Minutes after the midnight of the day; may reach beyond 1440. */
  from: number;
  to: number;
  interval: number;
  editable: boolean;
  workers: Worker[];
  lines: CoverageLine[];
  legend: [name: string, colour: string, look: string][];
}

export type ComponentData = GridData | GanttData;

export type CellValue = [agent: string, day: string, shift: string | null];
export type Cell = [agent: string, day: string];

export type Operation =
  | { kind: "set"; cells: CellValue[] }
  | { kind: "lock" | "unlock" | "take_back"; cells: Cell[] }
  | { kind: "leave" | "ill" | "leave_back" | "approve"; cells: Cell[] }
  | { kind: "who" | "details"; agent: string; day: string }
  | { kind: "day"; day: string }
  | { kind: "undo" }
  | { kind: "activity"; agent: string; day: string; what: string; was: [number, number]; to: [number, number] };

export interface Batch {
  sequence: number;
  /** The place that was drawn when the hand began: others may have gone on since. */
  drawn: Place;
  operations: Operation[];
}

export interface Edits {
  session: string;
  client: string;
  batches: Batch[];
}

/** A text with its {places} filled in. */
export function say(texts: Texts, key: string, values: Record<string, string | number> = {}): string {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
