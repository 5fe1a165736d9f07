import type { Component } from "./component.ts";

/**
 * An advisory in the OSV format (https://ossf.github.io/osv-schema/), as far as it is used here. Sources leave out what
 * does not parse.
 */
export interface Advisory {
  /** Such as `GHSA-…`, `PYSEC-…`, `GO-…`, `RUSTSEC-…`; `MAL-…` is a malicious package. */
  id: string;
  /** Other names of the same hole, such as its CVE. */
  aliases: readonly string[];
  /** ISO 8601; set when it was taken back: it is then not used. */
  withdrawn?: string | undefined;
  summary: string;
  details: string;
  /** CVSS vectors, such as `{type: "CVSS_V3", score: "CVSS:3.1/AV:N/…"}`. */
  severity: readonly AdvisorySeverity[];
  affected: readonly AdvisoryAffected[];
  /** Of the whole advisory, as its database calls it: `CRITICAL`, `MODERATE`, … */
  databaseSeverity?: string | undefined;
  cwe: readonly number[];
  /** Web pages that tell more. */
  references: readonly string[];
}

export interface AdvisorySeverity {
  type: string;
  score: string;
}

export interface AdvisoryAffected {
  /** OSV's name of it, without the part after a colon (`Debian:12`): `npm`, `PyPI`, `Maven`, `Go`, `crates.io`. */
  ecosystem: string;
  name: string;
  /** Exact versions, beside the ranges. */
  versions: readonly string[];
  ranges: readonly { type: "SEMVER" | "ECOSYSTEM" | "GIT"; events: readonly AdvisoryEvent[] }[];
  severity: readonly AdvisorySeverity[];
  databaseSeverity?: string | undefined;
}

export type AdvisoryEvent = { introduced: string } | { fixed: string } | { last_affected: string } | { limit: string };

/** Where advisories come from: an OSV service, or a dump of it on disk. */
export interface AdvisorySource {
  /** For people: `the OSV service at api.osv.dev`. */
  name: string;
  /**
   * Every advisory that may concern one of the packages (asked for by ecosystem and name; the caller matches versions).
   * Throws AppError UNAVAILABLE or TIMEOUT when the data cannot be had: nothing may then be concluded.
   */
  find(components: readonly Component[], signal: AbortSignal): Promise<FoundAdvisories>;
}

export interface FoundAdvisories {
  advisories: readonly Advisory[];
  /** How new the data is, ISO 8601: when its newest advisory was changed. Null: it is asked for as it is now. */
  dataFrom: string | null;
  /** OSV's ecosystems that it has data for; null: for all. */
  ecosystems: readonly string[] | null;
}
