import { cacheKindSchema, toError } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { z } from "zod";
import type { Platform } from "../platform.ts";
import { openSecret } from "../secrets/sealed-secret.ts";
import { type Reading, readConnection } from "./watch/read-connection.ts";
import type { SampleOf, SampleWriter } from "./watch/sample-writer.ts";

/** Read at once: each takes a connection, and a moment of its server's time. */
const AT_ONCE = 8;
/** A server says how long it has been up in whole seconds: times that differ by less are the same start. */
const SAME_START_MS = 5_000;

/** What is kept of the last reading beside metrics. */
const reportSchema = z.object({
  version: z.string(),
  countsSince: z.number().nullable(),
  notes: z.array(z.string()),
  redis: z
    .object({
      ownHits: z.object({ runId: z.string(), hits: z.number() }),
      patterns: z
        .object({
          sampled: z.number(),
          items: z.array(
            z.object({
              pattern: z.string(),
              keys: z.number(),
              bytes: z.number(),
              withoutTtl: z.number(),
              medianTtlMs: z.number().nullable(),
              medianIdleSeconds: z.number().nullable(),
              example: z.string(),
            }),
          ),
        })
        .nullable(),
      slow: z.array(z.object({ at: z.number(), ms: z.number(), command: z.string() })),
    })
    .nullable(),
  postgresql: z
    .object({
      tables: z.array(
        z.object({
          table: z.string(),
          blocksRead: z.number(),
          hitRatio: z.number().nullable(),
          indexHitRatio: z.number().nullable(),
          bytes: z.number(),
        }),
      ),
      statements: z
        .array(
          z.object({
            query: z.string(),
            calls: z.number(),
            totalMs: z.number(),
            meanMs: z.number(),
            rows: z.number(),
            hitRatio: z.number().nullable(),
          }),
        )
        .nullable(),
    })
    .nullable(),
});
export type CacheReport = z.infer<typeof reportSchema>;

/** The report of the last good reading; null before it, and for one of another version of Plimsoll. */
export function readReport(stored: unknown): CacheReport | null {
  return reportSchema.safeParse(stored).data ?? null;
}

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
    const url = openSecret(config, "cache-connection", row.url);
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

function toReport(reading: Reading, before: CacheReport | null): CacheReport {
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
