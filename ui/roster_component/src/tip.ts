/** Words that appear beside what the pointer rests on, or what the keyboard has reached. */

import { make, write } from "./dom";

const REST = 280;

export class Tip {
  readonly element = make("div", { class: "tip", role: "tooltip" });
  private timer = 0;

  soon(text: string, x: number, y: number): void {
    window.clearTimeout(this.timer);
    if (this.element.classList.contains("open")) this.show(text, x, y);
    else this.timer = window.setTimeout(() => this.show(text, x, y), REST);
  }

  show(text: string, x: number, y: number): void {
    window.clearTimeout(this.timer);
    write(this.element, text);
    this.element.classList.add("open");
    const { width, height } = this.element.getBoundingClientRect();
    this.element.style.left = `${Math.max(4, Math.min(x + 12, window.innerWidth - width - 8))}px`;
    const below = y + 16;
    this.element.style.top = `${below + height > window.innerHeight ? Math.max(4, y - height - 12) : below}px`;
  }

  hide(): void {
    window.clearTimeout(this.timer);
    this.element.classList.remove("open");
  }
}
