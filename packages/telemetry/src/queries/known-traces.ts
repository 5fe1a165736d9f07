import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import { readTraceBounds } from "../scope.ts";

/** Which of these traces have any span stored. Reads a small granule of the traces' index for each. */
export async function knownTraces(
  client: TelemetryClient,
  input: ProjectInput,
  traceIds: readonly string[],
): Promise<Set<string>> {
  if (traceIds.length === 0) return new Set();
  return new Set((await readTraceBounds(client, input, traceIds)).keys());
}
