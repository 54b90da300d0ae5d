/** Sizes of the grid in pixels, from the room there is. */

export interface Metrics {
  narrow: boolean;
  name: number;
  day: number;
  hours: number;
  row: number;
  head: number;
  foot: number;
}

/** A phone gets no hours column and short names; wide screens share the room among the days. */
export function metricsFor(width: number, columns: number): Metrics {
  const narrow = width < 560;
  const name = narrow ? 76 : width < 900 ? 128 : 164;
  const hours = narrow ? 0 : 62;
  const least = narrow ? 50 : 62;
  const most = narrow ? 90 : 132;
  const share = (width - name - hours) / Math.max(1, columns);
  const row = narrow ? 38 : 30;
  return { narrow, name, hours, day: Math.max(least, Math.min(most, share)), row, head: 40, foot: narrow ? 24 : 22 };
}
