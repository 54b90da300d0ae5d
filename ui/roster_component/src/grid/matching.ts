/** From what was typed or pasted to a shift. */

import { OFF, type Shift } from "../protocol";

const normal = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** Whether these words mean that nobody works: nothing, or one of the words for it. */
export function meansOff(text: string, offWords: string[]): boolean {
  const wanted = normal(text);
  return wanted === "" || offWords.some((word) => normal(word) === wanted);
}

/** Positions of the shifts that a beginning may mean, best first: its name, names that begin so, that hold it. */
export function candidates(text: string, shifts: Shift[]): number[] {
  const wanted = normal(text);
  if (wanted === "") return [];
  const ranked: [rank: number, place: number][] = [];
  shifts.forEach((shift, place) => {
    const name = normal(shift.name);
    // What leave leaves of a shift is meant by the shift's own name.
    const within = shift.sort === undefined && name.includes(wanted); // 休 is a day off, and not 调休
    const rank = name === wanted ? 0 : shift.sort === "rest" ? 3 : name.startsWith(wanted) ? 1 : within ? 2 : 3;
    if (rank < 3) ranked.push([rank, place]);
  });
  return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, place]) => place);
}

/** What typed text means: a shift's position, OFF, or null when it is no shift. */
export function typed(text: string, shifts: Shift[], offWords: string[]): number | null {
  if (meansOff(text, offWords)) return OFF;
  return candidates(text, shifts)[0] ?? null;
}

/**
 * What a pasted cell means. Stricter than typing, as nobody watches: a whole name, or a beginning that only one
 * shift has. Marks that an export puts behind a name do not count.
 */
export function pasted(text: string, shifts: Shift[], offWords: string[]): number | null {
  const words = text.replace(/\s·\s.*$/u, "").replace(/[🔒✎★*\s]+$/u, "");
  if (meansOff(words, offWords)) return OFF;
  const found = candidates(words, shifts);
  const wanted = normal(words);
  const best = found[0];
  if (best === undefined) return null;
  if (normal(shifts[best]!.name) === wanted) return best;
  const beginning = found.filter((place) => normal(shifts[place]!.name).startsWith(wanted));
  return beginning.length === 1 ? beginning[0]! : null;
}
