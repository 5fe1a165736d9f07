import { cacheKindSchema, toError } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import type { Platform } from "../platform.ts";
import { openSecret } from "../secrets/sealed-secret.ts";
import { readReport, type StoredReport } from "./cache-report.ts";
import { CACHE_SECRET } from "./connection-item.ts";
import { type Reading, readConnection } from "./watch/read-connection.ts";
import type { SampleOf, SampleWriter } from "./watch/sample-writer.ts";

/** Read at once: each takes a connection, and a moment of its server's time. */
const AT_ONCE = 8;
/** A server says how long it has been up in whole seconds: times that differ by less are the same start. */
const SAME_START_MS = 5_000;

type Row = Prisma.CacheConnectionGetPayload<object>;

/**
 * Reads every watched cache once and stores what it says as metrics. One that does not answer is noted on its
 * connection and holds up no other. Throws when the metrics cannot be stored.
 */
export async function pollCaches(
  platform: Pick<Platform, "db" | "config">,
  writer: SampleWriter,
  signal: AbortSignal,
): Promise<{ read: number; failed: number }> {
  const rows = await platform.db.cacheConnection.findMany({ orderBy: { polledAt: { sort: "asc", nulls: "first" } } });
  const samples: SampleOf[] = [];
  let failed = 0;
  const queue = [...rows];
  const work = async () => {
    for (let row = queue.shift(); row && !signal.aborted; row = queue.shift()) {
      const sample = await pollOne(platform, row);
      if (sample) samples.push(sample);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await writer.write(samples);
  return { read: samples.length, failed };
}

async function pollOne({ db, config }: Pick<Platform, "db" | "config">, row: Row): Promise<SampleOf | null> {
  const before = readReport(row.report);
  const now = Date.now();
  // Of one that was removed meanwhile nothing is kept.
  const note = (data: Prisma.CacheConnectionUpdateManyMutationInput) =>
    db.cacheConnection.updateMany({ where: { id: row.id }, data: { polledAt: new Date(now), ...data } });
  try {
    const kind = cacheKindSchema.parse(row.kind);
    const url = openSecret(config, CACHE_SECRET, row.url);
    const ownHits = before?.redis?.ownHits ?? null;
    const reading = await readConnection(config, { kind, url, sampleKeys: row.sampleKeys, ownHits, now });
    const report = toReport(reading, before);
    await note({ error: null, report, reportAt: new Date(now) });
    const sample = { ...reading, countsSince: report.countsSince };
    return { projectId: row.projectId, resource: resourceOf(row, reading), sample, at: now };
  } catch (error) {
    await note({ error: toError(error).message.slice(0, 500) });
    return null;
  }
}

function toReport(reading: Reading, before: StoredReport | null): StoredReport {
  const { version, notes, redis, postgresql } = reading;
  const known = before?.countsSince ?? null;
  const isSame = known !== null && Math.abs(known - (reading.countsSince ?? 0)) < SAME_START_MS;
  return { version, countsSince: isSame ? known : reading.countsSince, notes, redis, postgresql };
}

function resourceOf(row: Row, { address }: Reading): Record<string, string> {
  return {
    "service.name": row.name,
    "db.system.name": row.kind,
    "server.address": address.host,
    "server.port": String(address.port),
    "plimsoll.cache.id": row.id,
  };
}
