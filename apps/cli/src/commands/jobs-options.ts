import type { Command } from "commander";

export interface EnqueueOptions {
  queue: string;
  name: string;
  payload: string;
  target?: string;
  id?: string;
  delay?: string;
  runAt?: string;
  priority?: string;
  retries?: string;
  timeout?: string;
  deduplicationKey?: string;
  concurrencyKey?: string;
  json?: boolean;
}
export interface ListOptions {
  queue: string;
  source: string;
  state?: string;
  text?: string;
  limit: string;
  json?: boolean;
}
export interface RetryOptions {
  queue: string;
  source: string;
  id?: string[];
  all?: boolean;
  text?: string;
  json?: boolean;
}

/** `plimsoll jobs …`: its options. What they do is loaded only when asked for, so that `start` stays small. */
export function addJobsCommands(program: Command): void {
  const jobs = program.command("jobs").description("background jobs of the instance");
  jobs
    .command("enqueue")
    .description("add a job to a queue")
    .requiredOption("--queue <queue>", "queue; made when it is new")
    .requiredOption("--name <name>", "what the job is, for its endpoint")
    .option("--payload <json>", "what the endpoint gets", "{}")
    .option("--target <endpoint>", "job endpoint; without it the queue's own, else the one named `default`")
    .option("--id <id>", "id of your own: the same one again adds nothing")
    .option("--delay <ms>", "run it so many milliseconds from now")
    .option("--run-at <time>", "run it at this time, ISO 8601")
    .option("--priority <number>", "1 is the most urgent")
    .option("--retries <count>", "tries after the first")
    .option("--timeout <ms>", "longest that one call may take")
    .option("--deduplication-key <key>", "adds nothing while a job with this key is unfinished")
    .option("--concurrency-key <key>", "of the jobs with this key one runs at a time")
    .option("--json", "print for programs")
    .action(async (options: EnqueueOptions) => (await import("./jobs.ts")).enqueue(options));
  jobs
    .command("list")
    .description("show jobs of a queue, newest first")
    .requiredOption("--queue <queue>", "queue")
    .option("--source <source>", "apps, platform, or the id of a connected Redis", "apps")
    .option("--state <state>", "waiting, active, delayed, waiting-children, completed or failed; without it all")
    .option("--text <text>", "found in payload, name, id or error")
    .option("--limit <count>", "jobs shown at most", "20")
    .option("--json", "print for programs")
    .action(async (options: ListOptions) => (await import("./jobs.ts")).list(options));
  jobs
    .command("retry")
    .description("run failed jobs again")
    .requiredOption("--queue <queue>", "queue")
    .option("--source <source>", "apps, platform, or the id of a connected Redis", "apps")
    .option("--id <id...>", "these jobs")
    .option("--all", "every failed job of the queue, in the background")
    .option("--text <text>", "with --all: only those with this text in payload, name, id or error")
    .option("--json", "print for programs")
    .action(async (options: RetryOptions) => {
      const { retry } = await import("./jobs.ts");
      process.exitCode = (await retry(options)) ? 0 : 1;
    });
}
