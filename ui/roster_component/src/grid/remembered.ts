/** What of a grid outlives a page change: filters, the selection, where it was scrolled to. */

import type { Outbox } from "../outbox";
import type { Selection } from "./selection";
import type { Wanted } from "./sheet";

export interface Remembered {
  wanted: Wanted;
  selection: Selection;
  scroll: [left: number, top: number];
  footOpen: boolean;
  outbox: Outbox;
  /** When it was taken out of the page with the focus in it; 0 without. */
  focused: number;
}

/** A page that is drawn anew within so many milliseconds gets the focus back. */
export const SOON = 3000;

export const remembered = new Map<string, Remembered>();
