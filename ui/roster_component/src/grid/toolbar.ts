/** What is shown: search, filters, order, the days. Nothing of it goes to Python. */

import { make } from "../dom";
import type { GridData } from "../protocol";
import { type Order, SPAN_DAYS, type Span, type Wanted } from "./sheet";

export class Toolbar {
  readonly element = make("div", { class: "toolbar" });
  private signature = "";

  constructor(
    private readonly changed: (wanted: Partial<Wanted>) => void,
    private readonly turn: (by: 1 | -1) => void,
  ) {}

  draw(data: GridData, wanted: Wanted): void {
    const { texts } = data;
    const signature = JSON.stringify([texts, data.teams, data.skills, data.shifts.map((shift) => shift.name), data.days.length]);
    if (signature !== this.signature) {
      this.signature = signature;
      this.build(data, wanted);
    }
    for (const name of ["changed", "broken"] as const)
      this.element.querySelector(`[data-name=${name}]`)?.setAttribute("aria-pressed", String(wanted[name]));
    for (const span of Object.keys(SPAN_DAYS))
      this.element.querySelector(`[data-name=span-${span}]`)?.setAttribute("aria-pressed", String(wanted.span === span));
    const most = SPAN_DAYS[wanted.span];
    const last = Math.max(0, data.days.length - most);
    this.element.querySelector<HTMLButtonElement>("[data-name=before]")!.disabled = wanted.from <= 0;
    this.element.querySelector<HTMLButtonElement>("[data-name=after]")!.disabled = wanted.from >= last;
    for (const one of this.element.querySelectorAll<HTMLElement>(".days")) one.hidden = data.days.length <= 7;
  }

  private build({ texts, teams, skills, shifts, days }: GridData, wanted: Wanted): void {
    const search = make("input", {
      type: "search",
      class: "search",
      placeholder: texts["search"] ?? "",
      "aria-label": texts["search"] ?? "",
    });
    search.value = wanted.text;
    search.addEventListener("input", () => this.changed({ text: search.value }));
    const list = (key: "team" | "skill" | "shift" | "order", all: string, options: [string, string][]): HTMLElement => {
      const select = make("select", { "aria-label": texts[key] ?? "", "data-name": key });
      if (all) select.append(make("option", { value: "" }, all));
      for (const [value, label] of options) select.append(make("option", { value }, label));
      select.value = wanted[key];
      select.addEventListener("change", () => this.changed({ [key]: select.value as Order }));
      return select;
    };
    const toggle = (name: "changed" | "broken"): HTMLElement => {
      const button = make("button", { type: "button", class: "toggle", "data-name": name, "aria-pressed": "false" }, texts[name] ?? "");
      button.addEventListener("click", () => this.changed({ [name]: button.getAttribute("aria-pressed") !== "true" }));
      return button;
    };
    const span = (name: Span): HTMLElement => {
      const button = make("button", { type: "button", class: "toggle", "data-name": `span-${name}` }, texts[`span_${name}`] ?? "");
      button.addEventListener("click", () => this.changed({ span: name }));
      return button;
    };
    const turn = (name: "before" | "after", sign: string, by: 1 | -1): HTMLElement => {
      const button = make("button", { type: "button", class: "turn", "data-name": name, "aria-label": texts[name] ?? "" }, sign);
      button.addEventListener("click", () => this.turn(by));
      return button;
    };
    const orders: Order[] = ["file", "name", "hours", "burden"];
    const spans = (days.length > 14 ? ["week", "two", "all"] : ["week", "two"]) as Span[];
    this.element.replaceChildren(
      search,
      ...(teams.length > 1 ? [list("team", texts["all_teams"] ?? "", teams.map((team) => [team, team]))] : []),
      ...(skills.length > 1 ? [list("skill", texts["all_skills"] ?? "", skills)] : []),
      list("shift", texts["all_shifts"] ?? "", shifts.filter((shift) => shift.sort !== "leave").map((shift) => [shift.name, shift.name])),
      list("order", "", orders.map((order) => [order, texts[`order_${order}`] ?? order])),
      make("span", { class: "toggles" }, toggle("changed"), toggle("broken")),
      make("span", { class: "days toggles" }, turn("before", "‹", -1), ...spans.map(span), turn("after", "›", 1)),
    );
  }
}

/** What is wanted after a change; the first day stays where there are that many days to show. */
export function wantedAfter(wanted: Wanted, change: Partial<Wanted>, days: number): Wanted {
  const next = { ...wanted, ...change };
  return { ...next, from: Math.max(0, Math.min(next.from, Math.max(0, days - SPAN_DAYS[next.span]))) };
}
