/** The menu of a cell: by right click, by a long press, by the menu key or Shift+F10. */

import { make } from "../dom";

export interface MenuItem {
  name: string;
  label: string;
  hint?: string;
  /** Colour of the swatch before the label. */
  colour?: string;
  run: () => void;
}

/** Shows groups of items at a point of the page; calls `closed` once when it goes, however it goes. */
export function openMenu(
  host: HTMLElement,
  at: { x: number; y: number },
  title: string,
  groups: MenuItem[][],
  closed: () => void,
): () => void {
  const menu = make("div", { class: "menu", role: "menu", "aria-label": title, tabindex: "-1" });
  menu.append(make("div", { class: "menu-title", "aria-hidden": "true" }, title));
  const items: HTMLElement[] = [];
  for (const group of groups.filter((each) => each.length > 0)) {
    const part = make("div", { class: group[0]!.colour ? "menu-group chips" : "menu-group", role: "group" });
    for (const item of group) {
      const button = make("button", { class: "menu-item", role: "menuitem", tabindex: "-1", type: "button", "data-name": item.name });
      if (item.colour) button.style.setProperty("--shift", item.colour);
      button.append(make("span", {}, item.label));
      if (item.hint) button.append(make("kbd", {}, item.hint));
      button.addEventListener("click", () => {
        close();
        item.run();
      });
      items.push(button);
      part.append(button);
    }
    menu.append(part);
  }
  let open = true;
  const outside = (event: Event): void => {
    if (!event.composedPath().includes(menu)) close();
  };
  const close = (): void => {
    if (!open) return;
    open = false;
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    closed();
  };
  menu.addEventListener("keydown", (event) => {
    const here = items.indexOf(menu.querySelector<HTMLElement>(":focus") ?? items[0]!);
    const to = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)!.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("pointerdown", outside, true);
  host.append(menu);
  // Inside the window, whatever the point.
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(at.x, window.innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(4, Math.min(at.y, window.innerHeight - height - 8))}px`;
  items[0]?.focus();
  return close;
}
