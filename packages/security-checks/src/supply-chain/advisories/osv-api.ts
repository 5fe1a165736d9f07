import { AppError } from "@plimsoll/core";
import { type GuardedAgent, guardedFetch, type GuardedRequest } from "@plimsoll/outbound";
import { z } from "zod";
import type { Advisory, AdvisorySource } from "../advisory.ts";
import type { Component } from "../component.ts";
import { readAdvisory } from "./read-advisory.ts";

export interface OsvApiOptions {
  /** Must check certificates. */
  agent: GuardedAgent;
  /** The service's origin; `https://api.osv.dev` by default. */
  url?: string;
  /** True for an own mirror in a private network, which whoever runs Plimsoll named. */
  allowPrivate?: boolean;
  /** Of one request. */
  timeoutMs?: number;
  /** Waits between tries of a request that may succeed later; as many tries more. */
  retryAfterMs?: readonly number[];
}

/** The service takes 1,000. */
const PACKAGES_PER_BATCH = 500;
const PARALLEL = 8;
/** Pages of one package's advisories; more than the largest has. */
const MAX_PAGES = 20;
const MAX_BATCH_BYTES = 32 * 1024 * 1024;
const MAX_ADVISORY_BYTES = 2 * 1024 * 1024;
/** Advisories that are kept between scans. */
const MAX_KEPT = 5000;

const batchSchema = z.object({
  results: z.array(
    z
      .object({
        vulns: z.array(z.object({ id: z.string(), modified: z.string().optional() })).nullish(),
        next_page_token: z.string().nullish(),
      })
      .nullable(),
  ),
});

interface Query {
  package: { ecosystem: string; name: string };
  version: string;
  page_token?: string;
}

/** The service of https://osv.dev, or another one that speaks the same: it is sent names and versions of packages. */
export function createOsvApi(options: OsvApiOptions): AdvisorySource {
  const origin = options.url ?? "https://api.osv.dev";
  const kept = new Map<string, Advisory>();

  async function fetchAdvisory(id: string, modified: string, signal: AbortSignal): Promise<Advisory | null> {
    const key = `${id} ${modified}`;
    const known = kept.get(key);
    if (known) return known;
    const url = `${origin}/v1/vulns/${encodeURIComponent(id)}`;
    const answer = await callJson(options, { url, method: "GET", maxBytes: MAX_ADVISORY_BYTES }, signal);
    const read = readAdvisory(answer);
    if (read && kept.size < MAX_KEPT) kept.set(key, read);
    return read;
  }

  return {
    name: `the OSV service at ${new URL(origin).host}`,
    async find(components, signal) {
      const ids = new Map<string, string>();
      for (const batch of batchesOf(queriesOf(components))) {
        for (const { id, modified } of await askBatch(origin, options, batch, signal)) ids.set(id, modified);
      }
      const found = await mapLimited([...ids], ([id, modified]) => fetchAdvisory(id, modified, signal));
      const missing = found.filter((advisory) => advisory === null).length;
      if (missing > 0) throw new AppError("UNAVAILABLE", `${missing} advisories of the OSV service could not be read.`);
      return { advisories: found.filter((advisory) => advisory !== null), dataFrom: null, ecosystems: null };
    },
  };
}

function queriesOf(components: readonly Component[]): Query[] {
  const queries = new Map<string, Query>();
  for (const { ecosystem, name, version } of components) {
    if (ecosystem !== null) queries.set(`${ecosystem} ${name} ${version}`, { package: { ecosystem, name }, version });
  }
  return [...queries.values()];
}

function batchesOf(queries: Query[]): Query[][] {
  const count = Math.ceil(queries.length / PACKAGES_PER_BATCH);
  return Array.from({ length: count }, (_, index) =>
    queries.slice(index * PACKAGES_PER_BATCH, (index + 1) * PACKAGES_PER_BATCH),
  );
}

/** The ids of the advisories for a batch, every page of them. */
async function askBatch(
  origin: string,
  options: OsvApiOptions,
  batch: Query[],
  signal: AbortSignal,
): Promise<{ id: string; modified: string }[]> {
  const found: { id: string; modified: string }[] = [];
  let queries = batch;
  for (let page = 0; queries.length > 0; page++) {
    if (page === MAX_PAGES)
      throw new AppError("UNAVAILABLE", "The OSV service goes on listing advisories without an end.");
    const body = JSON.stringify({ queries });
    const url = `${origin}/v1/querybatch`;
    const answer = await callJson(options, { url, method: "POST", body, maxBytes: MAX_BATCH_BYTES }, signal);
    const parsed = batchSchema.safeParse(answer);
    if (!parsed.success || parsed.data.results.length !== queries.length)
      throw new AppError("UNAVAILABLE", "The OSV service answered in a form that is not known.");
    const next: Query[] = [];
    for (const [index, result] of parsed.data.results.entries()) {
      for (const { id, modified = "" } of result?.vulns ?? []) found.push({ id, modified });
      const query = queries[index];
      if (query && result?.next_page_token) next.push({ ...query, page_token: result.next_page_token });
    }
    queries = next;
  }
  return found;
}

async function callJson(
  options: OsvApiOptions,
  request: Pick<GuardedRequest, "url" | "method" | "maxBytes" | "body">,
  signal: AbortSignal,
): Promise<unknown> {
  const waits = options.retryAfterMs ?? [500, 2000];
  for (let tries = 0; ; tries++) {
    try {
      return await callOnce(options, request, signal);
    } catch (error) {
      const wait = waits[tries];
      if (wait === undefined || signal.aborted || !(error instanceof AppError && error.retryable)) throw error;
      await pause(wait, signal);
    }
  }
}

async function callOnce(
  { agent, allowPrivate = false, timeoutMs = 30_000 }: OsvApiOptions,
  request: Pick<GuardedRequest, "url" | "method" | "maxBytes" | "body">,
  signal: AbortSignal,
): Promise<unknown> {
  const headers = { "content-type": "application/json", "accept-encoding": "gzip" };
  const { status, body, truncated } = await guardedFetch(agent, {
    ...request,
    headers,
    allowPrivate,
    timeoutMs,
    signal,
  });
  if (status !== 200) throw new AppError("UNAVAILABLE", `The OSV service answered with status ${status}.`);
  if (truncated)
    throw new AppError("UNAVAILABLE", "The OSV service answered with more than is read.", { retryable: false });
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "The OSV service did not answer with JSON.", { cause });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Runs `work` for each item, a few at a time; in the order of the items. */
async function mapLimited<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return results;
}
