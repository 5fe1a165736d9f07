import type { BulkOperation, JobItem } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { enqueue, list, retry } from "./jobs.ts";
import { describeBulk, formatJobs } from "./print-jobs.ts";

const item: JobItem = {
  id: "job_1",
  name: "email.send",
  state: "failed",
  attempt: 5,
  maxAttempts: 5,
  priority: null,
  enqueuedAt: "2027-01-01T00:00:00.000Z",
  runAt: null,
  startedAt: "2027-01-01T00:00:01.000Z",
  finishedAt: "2027-01-01T00:00:02.000Z",
  runMs: 12,
  error: "the endpoint answered 500",
  progress: null,
  payloadPreview: '{"to":"ada@example.com"}',
};
const operation: BulkOperation = {
  id: "blk_1",
  source: "apps",
  queue: "emails",
  action: "retry",
  filter: { source: "apps", queue: "emails", state: "failed" },
  state: "completed",
  total: 10,
  examined: 10,
  done: 9,
  skipped: 1,
  error: null,
  createdAt: item.enqueuedAt,
  createdBy: "command line",
  startedAt: null,
  finishedAt: null,
};

describe("the table of jobs", () => {
  it("lines up its columns and shows the error, or else the payload", () => {
    const waiting: JobItem = {
      ...item,
      id: "a-longer-id",
      state: "waiting",
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      error: null,
    };
    expect(formatJobs([item, waiting]).split("\n")).toEqual([
      "ID           STATE    NAME        ATTEMPTS  SINCE",
      "job_1        failed   email.send  5/5       2027-01-01T00:00:02.000Z  the endpoint answered 500",
      'a-longer-id  waiting  email.send  0/5       2027-01-01T00:00:00.000Z  {"to":"ada@example.com"}',
    ]);
  });

  it("keeps what an app sent from steering the terminal", () => {
    const text = formatJobs([{ ...item, name: "x\u001B[2J", error: `line\nbreak\u202E${"y".repeat(300)}` }]);
    expect(text).not.toContain("\u001B");
    expect(text).not.toContain("\u202E");
    expect(text.split("\n")).toHaveLength(2);
    expect(text.length).toBeLessThan(300);
  });
});

describe("a bulk operation in words", () => {
  it.each([
    [operation, "9 jobs run again, 1 had changed meanwhile."],
    [{ ...operation, state: "running", skipped: 0, done: 4 }, "4 of 10 …"],
    [{ ...operation, state: "cancelled", skipped: 0 }, "Cancelled after 9 jobs."],
    [{ ...operation, state: "failed", error: "the store is gone" }, "Stopped after 9 jobs: the store is gone"],
  ] as [BulkOperation, string][])("%#", (given, sentence) => {
    expect(describeBulk(given)).toBe(sentence);
  });
});

describe("wrong options are refused by their name", () => {
  const job = { queue: "emails", name: "email.send", payload: "{}" };
  const where = { queue: "emails", source: "apps" };
  it.each([
    ["--payload", () => enqueue({ ...job, payload: "{to: ada}" })],
    ["--queue", () => enqueue({ ...job, queue: "no spaces" })],
    ["--delay", () => enqueue({ ...job, delay: "soon" })],
    ["--timeout", () => enqueue({ ...job, timeout: "1" })],
    ["--run-at", () => enqueue({ ...job, runAt: "tomorrow" })],
    ["--retries", () => enqueue({ ...job, retries: "-1" })],
    ["--limit", () => list({ ...where, limit: "many" })],
    ["--state", () => list({ ...where, limit: "5", state: "lost" })],
    ["--id or --all", () => retry(where)],
    ["--id or --all", () => retry({ ...where, all: true, id: ["job_1"] })],
    ["--text", () => retry({ ...where, id: ["job_1"], text: "x" })],
  ])("%s %#", async (name, run) => {
    await expect(run()).rejects.toMatchObject({ code: "BAD_REQUEST", message: expect.stringContaining(name) });
  });
});
