import type { LoadModel } from "@plimsoll/core";

interface Ramp {
  durationMs: number;
  from: number;
  to: number;
}

/** What is planned between two instants of a run, in units of rate × time; those of a capacity search are all alike. */
export function plannedLoad(load: LoadModel, fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0;
  let start = 0;
  let sum = 0;
  for (const ramp of rampsOf(load, toMs)) {
    const [begin, end] = [Math.max(fromMs, start), Math.min(toMs, start + ramp.durationMs)];
    if (end > begin) {
      const at = (ms: number) => ramp.from + ((ramp.to - ramp.from) * (ms - start)) / ramp.durationMs;
      sum += ((at(begin) + at(end)) / 2) * (end - begin);
    }
    start += ramp.durationMs;
  }
  return sum;
}

function rampsOf(load: LoadModel, toMs: number): Ramp[] {
  switch (load.mode) {
    case "open":
      return load.stages.map(({ durationMs, rate, startRate }) => ({ durationMs, from: startRate ?? rate, to: rate }));
    case "closed":
      return load.stages.map(({ durationMs, users, startUsers }) => ({
        durationMs,
        from: startUsers ?? users,
        to: users,
      }));
    case "capacity":
      return [{ durationMs: toMs, from: 1, to: 1 }];
  }
}

/** Share of the planned load, 0 to 1, that went missing with shares that were lost after their last second. */
export function lostShareOf(
  load: LoadModel,
  elapsedMs: number,
  shares: readonly { state: string; lastSecond: number | null }[],
): number {
  const all = plannedLoad(load, 0, elapsedMs) * shares.length;
  if (all === 0) return 0;
  const lost = shares
    .filter((share) => share.state === "lost" || share.state === "failed")
    .reduce((sum, share) => sum + plannedLoad(load, ((share.lastSecond ?? -1) + 1) * 1000, elapsedMs), 0);
  return lost / all;
}
