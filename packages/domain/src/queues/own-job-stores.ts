import type { Config } from "@plimsoll/core";
import { type BackendOptions, type JobRetention, type JobStore, openJobStore } from "@plimsoll/jobs";
import { requireStoreUrls } from "../system/prepare-stores.ts";

type Kind = "apps" | "platform";

/** Where this instance's queues live. */
export function jobsBackend(config: Config): BackendOptions {
  return { redisUrl: config.REDIS_URL, databaseUrl: requireStoreUrls(config).DATABASE_URL };
}

/** How long finished jobs are kept for looking at. */
export function jobsRetention(config: Config): JobRetention {
  return {
    completed: config.PLIMSOLL_JOBS_KEEP_COMPLETED,
    completedMs: config.PLIMSOLL_JOBS_KEEP_COMPLETED_HOURS * 3_600_000,
    failedMs: config.PLIMSOLL_JOBS_KEEP_FAILED_DAYS * 86_400_000,
  };
}

/** The stores of the apps' queues and of Plimsoll's own, each opened when it is first asked for. */
export class OwnJobStores {
  readonly #config: Config;
  readonly #onError: (error: Error) => void;
  readonly #open = new Map<Kind, JobStore>();

  constructor(config: Config, onError: (error: Error) => void) {
    this.#config = config;
    this.#onError = onError;
  }

  get(kind: Kind): JobStore {
    const known = this.#open.get(kind);
    if (known) return known;
    const store = openJobStore({ kind, backend: jobsBackend(this.#config), onError: this.#onError });
    this.#open.set(kind, store);
    return store;
  }

  async close(): Promise<void> {
    const stores = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(stores.map((store) => store.close()));
  }
}
