/** The coverage line of a queue: agents there against agents needed, as steps. */

import type { CoverageLine } from "../protocol";

export interface Steps {
  /** SVG paths: those needed, those there, and where there are too few. */
  needed: string;
  there: string;
  short: string;
  most: number;
}

/** Steps over a width of minutes; y grows downwards, the top is the largest of both. */
export function steps(line: CoverageLine, interval: number, x: (minute: number) => number, high: number): Steps {
  const most = Math.max(1, ...line.points.map(([, required, scheduled]) => Math.max(required, scheduled)));
  const y = (value: number): number => Math.round((high - (value / most) * (high - 4)) * 10) / 10;
  const path = (value: (point: CoverageLine["points"][number]) => number): string =>
    line.points
      .map((point, place) => {
        const [minute] = point;
        const left = x(minute);
        const right = x(minute + interval);
        return `${place === 0 ? "M" : "L"}${left} ${y(value(point))}H${right}`;
      })
      .join("");
  const short = line.points
    .filter(([, required, scheduled]) => required - scheduled > 0.05)
    .map(([minute, required, scheduled]) => `M${x(minute)} ${y(required)}H${x(minute + interval)}V${y(scheduled)}H${x(minute)}Z`)
    .join("");
  return { needed: path(([, required]) => required), there: path(([, , scheduled]) => scheduled), short, most };
}
