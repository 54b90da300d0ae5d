/** What can be done with the chosen cells. */

import { CHANGED, LEAVE, LOCKED, OFF, PART, PENDING, type Cell, type Operation } from "../protocol";
import type { MenuItem } from "./menu";
import { type Box, spotsOf } from "./selection";
import type { Sheet } from "./sheet";

export interface CellActions {
  set: (value: number) => void;
  run: (operation: Operation) => void;
}

export function cellMenu(sheet: Sheet, box: Box, act: CellActions): MenuItem[][] {
  const { texts, shifts } = sheet.data;
  const spots = spotsOf(box);
  const cells: Cell[] = spots.map(({ row, column }) => [sheet.person(row).id, sheet.day(column).id]);
  const bits = spots.map(({ row, column }) => sheet.bits(sheet.rows[row]!, sheet.columns[column]!));
  const one = cells.length === 1 ? cells[0]! : null;
  const works = spots.some((spot) => sheet.read(spot) !== OFF);
  const item = (name: string, run: () => void, hint?: string): MenuItem => ({ name, label: texts[`menu_${name}`] ?? name, hint, run });
  const chips: MenuItem[] = shifts
    .map((shift, place) => ({ shift, place }))
    .filter(({ shift }) => shift.sort === undefined)
    .slice(0, 16)
    .map(({ shift, place }) => ({ name: `shift-${place}`, label: shift.name, colour: shift.colour, run: () => act.set(place) }));
  const hand: MenuItem[] = [];
  if (works) hand.push(item("off", () => act.set(OFF), "Delete"));
  if (bits.some((each) => !(each & LOCKED))) hand.push(item("lock", () => act.run({ kind: "lock", cells })));
  if (bits.some((each) => each & LOCKED)) hand.push(item("unlock", () => act.run({ kind: "unlock", cells })));
  if (bits.some((each) => each & CHANGED)) hand.push(item("take_back", () => act.run({ kind: "take_back", cells })));
  const away = [item("ill", () => act.run({ kind: "ill", cells })), item("leave", () => act.run({ kind: "leave", cells }))];
  if (bits.some((each) => each & PENDING)) away.unshift(item("approve", () => act.run({ kind: "approve", cells })));
  if (bits.some((each) => each & (LEAVE | PART))) away.push(item("leave_back", () => act.run({ kind: "leave_back", cells })));
  const more: MenuItem[] = [];
  if (one) {
    const [agent, day] = one;
    if (works) more.push(item("who", () => act.run({ kind: "who", agent, day })));
    more.push(item("day", () => act.run({ kind: "day", day })));
    more.push(item("details", () => act.run({ kind: "details", agent, day })));
  }
  return [chips, hand, away, more];
}
