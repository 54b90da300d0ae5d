/** Moving and stretching a bar by hand: snapped to the interval, inside its shift. Minutes of the day. */

export type Stretch = [start: number, end: number];
export type Part = "whole" | "start" | "end";

/** Minutes to the nearest interval, counted from midnight. */
export function snap(minute: number, interval: number): number {
  return Math.round(minute / interval) * interval;
}

/** The stretch after a part of it was pulled by so many minutes; never shorter than one interval. */
export function pulled([start, end]: Stretch, part: Part, by: number, interval: number, shift: Stretch): Stretch {
  const [first, last] = shift;
  if (part === "whole") {
    const length = end - start;
    const to = Math.max(first, Math.min(last - length, snap(start + by, interval)));
    return [to, to + length];
  }
  if (part === "start") return [Math.max(first, Math.min(end - interval, snap(start + by, interval))), end];
  return [start, Math.min(last, Math.max(start + interval, snap(end + by, interval)))];
}

/** Which part of a bar a pointer has hold of; the ends of a short bar leave room to take its middle. */
export function partAt(x: number, width: number): Part {
  const edge = Math.min(8, width / 4);
  return x < edge ? "start" : x > width - edge ? "end" : "whole";
}

/** What a key with its helpers does to the chosen bar: which part by how many intervals. */
export function keyPull(key: string, shift: boolean, control: boolean): { part: Part; steps: number } | null {
  const steps = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (steps === 0 || (!shift && !control)) return null;
  return { part: control ? (shift ? "start" : "end") : "whole", steps };
}
