/** How high a part of the page may be so that its foot is on the first screen. */

const LEAST = 340;

/** Pixels from the top of an element to the foot of the window, less `around` for what stands beside the part. */
export function roomBelow(element: HTMLElement, around: number): number {
  const page = document.querySelector("[data-testid=stMain]");
  const top = element.getBoundingClientRect().top + (page?.scrollTop ?? 0);
  return Math.max(LEAST, window.innerHeight - top - around);
}
