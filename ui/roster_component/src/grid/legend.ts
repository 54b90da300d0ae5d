/** Below the grid: what the colours mean, and the button that folds the coverage away. */

import { make } from "../dom";
import type { GridData } from "../protocol";

/** A catalogue of more shifts is no legend any more. */
const MOST = 24;

export class Legend {
  readonly element = make("div", { class: "legend" });
  private drawn = "";

  /** turned: called when the coverage is to be folded away, or shown again; returns whether it is shown. */
  constructor(private readonly turned: () => boolean) {}

  draw({ shifts, texts }: GridData, footOpen: boolean): void {
    const signature = JSON.stringify([shifts, texts["legend"]]);
    if (this.drawn === signature) return;
    this.drawn = signature;
    const groups = new Map(shifts.filter((shift) => shift.sort === undefined).map((shift) => [shift.colour + shift.name, shift]));
    const chips = [...groups.values()].slice(0, MOST).map((shift) => {
      const chip = make("span", { class: "chip" }, shift.name);
      chip.style.setProperty("--shift", shift.colour);
      return make("span", { class: "entry" }, chip, make("span", {}, shift.times));
    });
    const toggle = make("button", { type: "button", class: "toggle", "aria-pressed": String(footOpen) }, texts["coverage"] ?? "");
    toggle.addEventListener("click", () => toggle.setAttribute("aria-pressed", String(this.turned())));
    this.element.replaceChildren(...chips, make("span", { class: "entry" }, texts["legend"] ?? ""), toggle);
  }
}
