import type { EntryPolicy } from "./options.ts";

/** A value with its times, in Unix milliseconds. */
export interface Entry {
  value: unknown;
  createdAt: number;
  freshUntil: number;
  /** Served until then while a new one is made. */
  staleUntil: number;
  /** Served until then when making a new one fails. */
  errorUntil: number;
  /** How long making it took: what early refresh goes by. */
  tookMs: number;
  versions: VersionSet;
  /** Of the value, made at the first hit: all hits return the same. */
  resolved?: Promise<unknown>;
}
export interface TagVersion {
  tag: string;
  version: string;
}
/** Tags with the versions that they had when a value was made; the namespace itself is the tag "". Entries share them. */
export interface VersionSet {
  readonly list: readonly TagVersion[];
  /** State of the namespace's versions in which `list` was compared last and found current; see Versions. */
  stamp: number;
}

interface EntryTimes {
  /** When making it began: what was changed since then may not be in it. */
  createdAt: number;
  tookMs: number;
  ttlMs?: number | undefined;
}

/** An entry as the policy says; `random` is a number from 0 to 1. */
export function createEntry(
  value: unknown,
  { createdAt, tookMs, ttlMs }: EntryTimes,
  policy: EntryPolicy,
  random: number,
): Omit<Entry, "versions" | "resolved"> {
  const isNull = value === null || value === undefined;
  const wanted = ttlMs ?? (isNull ? (policy.nullTtlMs ?? policy.ttlMs) : policy.ttlMs);
  const freshUntil = createdAt + tookMs + wanted * (1 - Math.min(policy.jitter, 1) * random);
  return {
    value,
    createdAt,
    freshUntil,
    staleUntil: freshUntil + policy.staleMs,
    errorUntil: freshUntil + Math.max(policy.staleMs, policy.staleIfErrorMs),
    tookMs,
  };
}

/** The instant after which the entry is of no use any more. */
export function endOf(entry: Pick<Entry, "staleUntil" | "errorUntil">): number {
  return Math.max(entry.staleUntil, entry.errorUntil);
}

/**
 * True when a fresh entry should be made anew before it ends: ever more likely as the end comes near, and earlier the
 * longer making it takes. XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention",
 * VLDB 2015.
 */
export function isDueEarly(entry: Entry, beta: number, now: number): boolean {
  const left = entry.freshUntil - now;
  // Beyond 16 times the chance is under one in eight million: no logarithm is taken for most hits.
  if (left > 16 * beta * entry.tookMs) return false;
  return -beta * entry.tookMs * Math.log(1 - Math.random()) >= left;
}
