import type { LoadLine, LoadLineView, ServiceLoadLine } from "@plimsoll/core";
import { liveRates } from "@plimsoll/telemetry";
import type { Caller } from "../audit/record-audit.ts";
import { toLoadLine } from "../load-tests/load-run-item.ts";
import type { Platform } from "../platform.ts";

const MAX_HISTORY = 100;
const MAX_SERVICES = 200;

type Reads = Pick<Platform, "db" | "telemetry">;
type Asker = Pick<Caller, "projectId">;

/** The load line of a service with those before it, newest first, and how much of it the live traffic leaves. */
export async function loadLineOf(
  { db, telemetry }: Reads,
  { projectId }: Asker,
  service: string,
): Promise<LoadLineView> {
  const [rows, rates] = await Promise.all([
    db.loadLine.findMany({ where: { projectId, service }, orderBy: { measuredAt: "desc" }, take: MAX_HISTORY }),
    liveRates(telemetry, { projectId, services: [service] }),
  ]);
  return toView(rows.map(toLoadLine), rates.get(service) ?? null);
}

/** The current load line of every service that has one, with its live rate, the least headroom first. */
export async function listLoadLines({ db, telemetry }: Reads, { projectId }: Asker): Promise<ServiceLoadLine[]> {
  const rows = await db.loadLine.findMany({
    where: { projectId, service: { not: null } },
    distinct: ["service"],
    orderBy: [{ service: "asc" }, { measuredAt: "desc" }],
    take: MAX_SERVICES,
  });
  const lines = rows.flatMap((row) => (row.service === null ? [] : [{ service: row.service, line: toLoadLine(row) }]));
  const rates = await liveRates(telemetry, { projectId, services: lines.map(({ service }) => service) });
  return lines
    .map(({ service, line }) => ({ service, ...toView([line], rates.get(service) ?? null) }))
    .sort((a, b) => (a.headroom ?? 2) - (b.headroom ?? 2));
}

function toView(history: LoadLine[], liveRate: number | null): LoadLineView {
  const current = history[0] ?? null;
  const isKnown = current !== null && current.rate > 0 && liveRate !== null;
  // Beyond the line nothing is left; how far beyond is seen from the rates.
  const headroom = isKnown ? Math.max(0, 1 - liveRate / current.rate) : null;
  return { current, history, liveRate, headroom };
}
