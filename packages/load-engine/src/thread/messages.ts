import type { LoadScript } from "@plimsoll/core";
import type { Stride } from "../run/arrival-schedule.ts";
import type { GeneratorEnd } from "../run/generator.ts";
import type { LoadAccess, PlannedStage } from "../run/load-types.ts";
import type { ThreadInterval } from "../run/recorder.ts";

/** What a thread is started with. */
export interface ThreadOptions {
  runId: string;
  script: LoadScript;
  access: LoadAccess | null;
  /** Which of all threads of all shares it is. */
  stride: Stride;
  maxRequests: number;
  baseline: boolean;
  seed: number;
}

export type ToThread =
  /** Epoch milliseconds of second 0. */
  | { type: "start"; startsAt: number }
  | { type: "stop" }
  | { type: "plan"; stages: readonly PlannedStage[]; last: boolean };

export type FromThread =
  | { type: "ready" }
  | { type: "interval"; interval: ThreadInterval }
  | { type: "end"; end: GeneratorEnd };
