/**
 * The input that lies over the active cell and has the focus whenever the grid has it. As it is there before the
 * first key, an input method composes straight into it. It shows itself only while something is typed.
 */

import { make } from "../dom";
import { type Shift, say, type Texts } from "../protocol";
import { candidates, meansOff, typed } from "./matching";

export interface Commit {
  value: number;
  move: "down" | "up" | "next" | "before" | "left" | "right" | "stay";
}

export class Editor {
  readonly input = make("input", {
    class: "editor",
    role: "combobox",
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-haspopup": "grid",
    "aria-expanded": "true",
    "aria-controls": "grid",
  });
  readonly list = make("div", { class: "choices", "aria-hidden": "true" });
  /** Between the first sign and Enter, Tab, an arrow or Escape. */
  open = false;
  private shifts: Shift[] = [];
  private offWords: string[] = [];
  private texts: Texts = {};
  private chosen = 0;
  private found: number[] = [];

  constructor(
    private readonly refuse: (text: string) => void,
    private readonly begins: () => void,
  ) {
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("compositionstart", () => this.show());
  }

  use(shifts: Shift[], offWords: string[], texts: Texts): void {
    this.shifts = shifts;
    this.offWords = offWords;
    this.texts = texts;
    this.input.setAttribute("aria-label", texts["editor"] ?? "");
  }

  /** Begins with the text that is there, as F2 does. */
  begin(text: string): void {
    this.input.value = text;
    this.input.select();
    this.show();
  }

  cancel(): void {
    this.open = false;
    this.input.value = "";
    this.input.classList.remove("open", "wrong");
    this.list.replaceChildren();
    this.list.classList.remove("open");
  }

  /** What has been typed, or null when nothing is being typed or it means no shift, which is told. */
  take(): number | null {
    if (!this.open) return null;
    const text = this.input.value;
    const value = this.found[this.chosen] ?? typed(text, this.shifts, this.offWords);
    if (value === null) {
      this.input.classList.add("wrong");
      this.refuse(say(this.texts, "unknown_word", { word: text.trim() }));
      return null;
    }
    this.cancel();
    return value;
  }

  /** Up and down choose among several shifts; returns whether they did. */
  choose(by: 1 | -1): boolean {
    if (!this.open || this.found.length < 2) return false;
    this.chosen = (this.chosen + by + this.found.length) % this.found.length;
    this.draw();
    return true;
  }

  private show(): void {
    if (!this.open) this.begins();
    this.open = true;
    this.chosen = 0;
    const off = meansOff(this.input.value, this.offWords);
    this.found = off ? [] : candidates(this.input.value, this.shifts).slice(0, 8);
    this.input.classList.add("open");
    this.input.classList.remove("wrong");
    this.draw();
  }

  private draw(): void {
    this.list.replaceChildren(
      ...this.found.map((place, at) => {
        const shift = this.shifts[place]!;
        const line = make(
          "div",
          { class: at === this.chosen ? "choice in" : "choice", "data-shift": place },
          make("span", { class: "swatch" }),
          make("span", {}, shift.name),
          make("span", { class: "times" }, shift.times),
        );
        (line.firstElementChild as HTMLElement).style.setProperty("--shift", shift.colour);
        return line;
      }),
    );
    this.list.classList.toggle("open", this.found.length > 0);
  }
}
