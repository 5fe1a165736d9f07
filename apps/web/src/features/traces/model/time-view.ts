/** The stretch of a trace on screen, in relative nanoseconds. */
export interface TimeView {
  start: number;
  end: number;
}

/** Below this many nanoseconds there is nothing more to see. */
const MIN_VIEW = 10;

/** Keeps a view inside the trace and no narrower than can be read. */
export function clampView(view: TimeView, bounds: TimeView): TimeView {
  const length = Math.min(Math.max(view.end - view.start, MIN_VIEW), bounds.end - bounds.start);
  const start = Math.min(Math.max(view.start, bounds.start), bounds.end - length);
  return { start, end: start + length };
}

/** Zooms by `factor` (below 1 = closer) around the instant that must stay where it is. */
export function zoomView(view: TimeView, bounds: TimeView, factor: number, around: number): TimeView {
  const length = (view.end - view.start) * factor;
  const share = (around - view.start) / (view.end - view.start);
  return clampView({ start: around - length * share, end: around + length * (1 - share) }, bounds);
}

/** Reads `zoom=<start>-<end>` from the address; null when there is none or it makes no sense. */
export function parseView(text: string | null, bounds: TimeView): TimeView | null {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? "");
  if (!match) return null;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return start < end ? clampView({ start, end }, bounds) : null;
}

/** The view as a URL parameter; null for the whole trace. */
export function viewParam(view: TimeView, bounds: TimeView): string | null {
  if (view.start <= bounds.start && view.end >= bounds.end) return null;
  return `${Math.floor(Math.max(0, view.start))}-${Math.ceil(view.end)}`;
}

/** Round instants for an axis: at most `most` of them, steps of 1, 2 or 5 × 10ⁿ. */
export function axisTicks(view: TimeView, most: number): number[] {
  const rough = (view.end - view.start) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, (([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) as number) * power);
  const ticks: number[] = [];
  for (let at = Math.ceil(view.start / step) * step; at <= view.end; at += step) ticks.push(at);
  return ticks;
}
