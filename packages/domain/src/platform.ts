import type { Config } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import type { JobStore } from "@plimsoll/jobs";
import type { TelemetryClient } from "@plimsoll/telemetry";
import type { ForeignStores } from "./connections/foreign-stores.ts";
import type { OwnCaches } from "./own-caches/own-caches.ts";
import type { ProjectDirectory } from "./queues/project-directory.ts";

/** What use cases work with: the stores and the configuration. Made once a process, passed to every use case. */
export interface Platform {
  config: Config;
  db: Database;
  telemetry: TelemetryClient;
  /** Queues of the apps; opened at first use. */
  readonly appJobs: JobStore;
  /** Queues of Plimsoll's own work; opened at first use. */
  readonly platformJobs: JobStore;
  /** Redis that apps use themselves, by the id of the connection. */
  connections: ForeignStores;
  caches: OwnCaches;
  /** Which queues and endpoints the projects have. */
  directory: ProjectDirectory;
  /** Closes `appJobs` and `platformJobs`. */
  closeJobStores(): Promise<void>;
}

/** Id of the project that a fresh instance has; exporters on loopback without a key write to it. */
export const DEFAULT_PROJECT_ID = "default";

/** Creates the default project when it is missing; safe to call from several processes at once. */
export async function ensureDefaultProject(db: Database): Promise<void> {
  await db.project.createMany({ data: [{ id: DEFAULT_PROJECT_ID, name: "Default" }], skipDuplicates: true });
}
