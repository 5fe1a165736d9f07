import { setTimeout as delay } from "node:timers/promises";
import {
  AppError,
  type BulkOperation,
  bulkStartInputSchema,
  type JobItem,
  jobStateSchema,
  jobsEnqueueInputSchema,
  jobsListInputSchema,
  jobsRetryInputSchema,
} from "@plimsoll/core";
import {
  DEFAULT_PROJECT_ID,
  enqueueJob,
  getBulk,
  listJobs,
  type Platform,
  retryJob,
  startBulk,
} from "@plimsoll/domain";
import type { z } from "zod";
import { withPlatform } from "../start/with-platform.ts";
import type { EnqueueOptions, ListOptions, RetryOptions } from "./jobs-options.ts";
import { describeBulk, formatJobs } from "./print-jobs.ts";

const caller = { projectId: DEFAULT_PROJECT_ID, actor: "command line" };
/** Options whose names differ from the fields that they fill. */
const FLAGS: Record<string, string> = {
  delayMs: "delay",
  runAt: "run-at",
  timeoutMs: "timeout",
  deduplicationKey: "deduplication-key",
  concurrencyKey: "concurrency-key",
  ids: "id",
};
const POLL_MS = 300;

const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

/** Adds a job and says its id. */
export async function enqueue(options: EnqueueOptions): Promise<void> {
  const { delay: delayMs, timeout, priority, retries, payload, json, ...texts } = options;
  const input = parse(jobsEnqueueInputSchema, {
    ...texts,
    payload: parseJson(payload),
    ...numbers({ delayMs, timeoutMs: timeout, priority, retries }),
  });
  const added = await withPlatform((platform) => enqueueJob(platform, caller, input));
  if (json) printJson(added);
  else if (added.deduplicated) console.log(`Job ${added.id} is on queue ${added.queue} already; nothing was added.`);
  else console.log(`Job ${added.id} was added to queue ${added.queue}.`);
}

/** Shows jobs of one state, or of each. */
export async function list(options: ListOptions): Promise<void> {
  const { queue, source, text } = options;
  const states = options.state === undefined ? jobStateSchema.options : [options.state];
  const { limit } = parse(jobsListInputSchema, { queue, state: states[0], ...numbers({ limit: options.limit }) });
  const items = await withPlatform(async (platform) => {
    const found: JobItem[] = [];
    for (const state of states) {
      const filter = parse(jobsListInputSchema, { queue, source, state, ...(text === undefined ? {} : { text }) });
      found.push(...(await collect(platform, filter, limit - found.length)));
      if (found.length >= limit) break;
    }
    return found;
  });
  if (options.json) printJson(items);
  else console.log(items.length > 0 ? formatJobs(items) : `There is no such job on queue ${queue}.`);
}

/** Jobs of one state from page after page: a search that takes long gives its pages early. */
async function collect(platform: Platform, filter: z.output<typeof jobsListInputSchema>, limit: number) {
  const found: JobItem[] = [];
  let cursor: string | null | undefined;
  while (found.length < limit && cursor !== null) {
    const place = cursor === undefined ? {} : { cursor };
    const page = await listJobs(platform, DEFAULT_PROJECT_ID, { ...filter, ...place, limit: limit - found.length });
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

/** Runs failed jobs again. Returns false when not all could be. */
export async function retry(options: RetryOptions): Promise<boolean> {
  const { queue, source, id: ids, all, text, json } = options;
  if (Boolean(all) === Boolean(ids)) throw new AppError("BAD_REQUEST", "Give --id or --all, one of them.");
  if (ids && text !== undefined) throw new AppError("BAD_REQUEST", "--text goes with --all.");
  return withPlatform(async (platform) => {
    if (ids) {
      for (const id of ids) await retryJob(platform, caller, parse(jobsRetryInputSchema, { queue, source, id }));
      if (json) printJson({ retried: ids });
      else console.log(ids.length === 1 ? `Job ${ids[0]} runs again.` : `${ids.length} jobs run again.`);
      return true;
    }
    const filter = { queue, source, state: "failed", ...(text === undefined ? {} : { text }) };
    const started = await startBulk(platform, caller, parse(bulkStartInputSchema, { filter, action: "retry" }));
    const ended = await watch(platform, started);
    if (json) printJson(ended);
    else console.log(describeBulk(ended));
    return ended.state === "completed";
  });
}

/** Waits for the worker to finish the operation, with its progress on standard error where a person looks. */
async function watch(platform: Platform, started: BulkOperation): Promise<BulkOperation> {
  const isWatched = process.stderr.isTTY;
  if (isWatched) process.stderr.write("The worker does it; Ctrl-C only ends this view.\n");
  let operation = started;
  while (operation.state === "queued" || operation.state === "running") {
    if (isWatched) process.stderr.write(`\r${describeBulk(operation)} `);
    await delay(POLL_MS);
    operation = await getBulk(platform, DEFAULT_PROJECT_ID, operation.id);
  }
  if (isWatched) process.stderr.write("\r\u001B[K");
  return operation;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("BAD_REQUEST", `--payload: ${text.slice(0, 100)} is no JSON; quote it for your shell.`, {
      cause: error,
    });
  }
}

/** Options given as numbers; what is no number is left for the schema to refuse. */
function numbers(options: Record<string, string | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, text]) => (text === undefined ? [] : [[name, Number(text)]])),
  );
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const field = String(issue.path.at(-1) ?? "");
    return `--${FLAGS[field] ?? field}: ${issue.message}`;
  });
  throw new AppError("BAD_REQUEST", lines.join("\n"));
}
