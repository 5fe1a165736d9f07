import { AppError } from "@plimsoll/core";
import type { BackendOptions, JobStore } from "@plimsoll/jobs";

type Options =
  | { backend: BackendOptions; kind: "apps" | "platform"; onError(error: Error): void }
  | { redisUrl: string; prefix: string; writable: boolean; kind: "foreign"; onError(error: Error): void };

/** Gives way to the engine's own. */
export function openJobStore(_options: Options): JobStore {
  throw new AppError("UNAVAILABLE", "The queues are not there yet.");
}
