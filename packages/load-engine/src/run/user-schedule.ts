import type { LoadUserStage } from "@plimsoll/core";
import type { Stride } from "./arrival-schedule.ts";

/** How many virtual users there are at each instant, and which of them are this generator's. */
export class UserSchedule {
  readonly #stages: readonly LoadUserStage[];
  readonly #stride: Stride;
  readonly endMs: number;

  constructor(stages: readonly LoadUserStage[], stride: Stride) {
    this.#stages = stages;
    this.#stride = stride;
    this.endMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  }

  /** This generator's users at `timeMs` from second 0; those of all generators add up to the stages'. */
  usersAt(timeMs: number): number {
    let fromMs = 0;
    for (const stage of this.#stages) {
      const toMs = fromMs + stage.durationMs;
      if (timeMs < toMs) {
        const start = stage.startUsers ?? stage.users;
        const all = Math.round(start + ((stage.users - start) * (timeMs - fromMs)) / stage.durationMs);
        return partOf(all, this.#stride);
      }
      fromMs = toMs;
    }
    return 0;
  }
}

/** Of `total` things dealt out in turn, how many fall to this one. */
export function partOf(total: number, { index, of }: Stride): number {
  return Math.floor(total / of) + (index < total % of ? 1 : 0);
}
