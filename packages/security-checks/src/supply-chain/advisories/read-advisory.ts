import { z } from "zod";
import type { Advisory } from "../advisory.ts";

const severity = z.array(z.object({ type: z.string(), score: z.string() })).catch([]);
const database = z.object({ severity: z.string().optional(), cwe_ids: z.array(z.string()).optional() }).catch({});
const event = z.union([
  z.object({ introduced: z.string() }),
  z.object({ fixed: z.string() }),
  z.object({ last_affected: z.string() }),
  z.object({ limit: z.string() }),
]);
const affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }),
  versions: z.array(z.string()).default([]),
  ranges: z.array(z.object({ type: z.enum(["SEMVER", "ECOSYSTEM", "GIT"]), events: z.array(event) })).default([]),
  severity: severity.default([]),
  ecosystem_specific: database.optional(),
  database_specific: database.optional(),
});
const advisory = z.object({
  id: z.string().min(1).max(200),
  aliases: z.array(z.string()).default([]),
  withdrawn: z.string().optional(),
  summary: z.string().default(""),
  details: z.string().default(""),
  severity: severity.default([]),
  // Of an operating system's packages or of Git alone there is no package: such an entry is of no use here.
  affected: z.array(affected.nullable().catch(null)).default([]),
  database_specific: database.optional(),
  references: z.array(z.object({ url: z.string() })).catch([]),
});

/** Reads an OSV record; null when it is none. */
export function readAdvisory(record: unknown): Advisory | null {
  const parsed = advisory.safeParse(record);
  if (!parsed.success) return null;
  const { database_specific: database, affected: entries, references, ...rest } = parsed.data;
  return {
    ...rest,
    databaseSeverity: database?.severity,
    cwe: (database?.cwe_ids ?? []).flatMap((id) => Number(/^CWE-(\d+)$/.exec(id)?.[1] ?? Number.NaN) || []),
    references: references.map(({ url }) => url),
    affected: entries.flatMap((entry) => {
      if (!entry) return [];
      const { package: named, ecosystem_specific: ecosystemSpecific, database_specific: specific, ...known } = entry;
      const ecosystem = named.ecosystem.split(":")[0] ?? "";
      const databaseSeverity = ecosystemSpecific?.severity ?? specific?.severity;
      return [{ ...known, ecosystem, name: named.name, databaseSeverity }];
    }),
  };
}

/**
 * When an OSV record was last changed, ISO 8601; null when it does not say. Some databases leave the date to whoever publishes
 * the dump and write the year 1 till then.
 */
export function recordDate({ modified, published }: Record<string, unknown>): string | null {
  const isDate = (text: unknown): text is string =>
    typeof text === "string" && /^[2-9]\d{3}-/.test(text) && !Number.isNaN(Date.parse(text));
  return [modified, published].find(isDate) ?? null;
}

/** The later of two dates, ISO 8601. */
export function laterOf(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return left < right ? right : left;
}
