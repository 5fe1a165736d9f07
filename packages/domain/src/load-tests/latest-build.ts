import { readInstances } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";

const LOOK_BACK_MS = 3_600_000;

/** `service.version` of the instance heard of last within the hour; null when there is none, or nobody can say now. */
export async function latestBuild(
  { telemetry }: Pick<Platform, "telemetry">,
  projectId: string,
  service: string | null,
): Promise<string | null> {
  if (service === null) return null;
  const now = Date.now();
  const range = { from: new Date(now - LOOK_BACK_MS).toISOString(), to: new Date(now).toISOString() };
  // A run does not wait for its label.
  const instances = await readInstances(telemetry, { projectId, service, ...range }).catch(() => []);
  const versions = instances.filter(({ version }) => version !== "");
  versions.sort((a, b) => b.lastSeen.localeCompare(a.lastSeen));
  return versions[0]?.version.slice(0, 120) ?? null;
}
