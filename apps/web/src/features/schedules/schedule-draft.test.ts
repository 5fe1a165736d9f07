import { schedulesCreateInputSchema, type ScheduleItem } from "@plimsoll/core";
import { expect, it } from "vitest";
import { draftOf, emptyDraft, inputOf, payloadError, rhythmOf } from "./schedule-draft.ts";

const item: ScheduleItem = {
  id: "sch_1",
  kind: "app",
  name: "Nightly report",
  queue: "reports",
  jobName: "report.build",
  payload: { of: "yesterday" },
  target: "billing",
  cron: "0 3 * * *",
  timezone: "Europe/Berlin",
  everyMs: null,
  missedRuns: "all",
  paused: true,
  retries: 2,
  timeoutMs: 45_000,
  priority: 7,
  concurrencyKey: "report",
  backoff: { type: "fixed", delayMs: 5000, jitter: 0 },
  lastRunAt: null,
  lastJobId: null,
  nextRuns: [],
  createdAt: "2026-11-01T00:00:00.000Z",
  createdBy: "Ada",
};

it("saves a schedule as it was when nothing was changed in the form", () => {
  const { id, kind, everyMs, lastRunAt, lastJobId, nextRuns, createdAt, createdBy, ...kept } = item;
  const input = inputOf(draftOf(item));
  expect(input).toEqual(kept);
  expect(schedulesCreateInputSchema.parse(input)).toEqual(kept);
});

it.each([
  [1500, 1.5, "s"],
  [90_000, 90, "s"],
  [300_000, 5, "min"],
  [7_200_000, 2, "h"],
  [172_800_000, 2, "d"],
])("shows %i ms as %d %s, and keeps it", (everyMs, every, unit) => {
  const draft = draftOf({ ...item, cron: null, everyMs });
  expect(draft).toMatchObject({ rhythm: "every", every, unit });
  expect(rhythmOf(draft)).toEqual({ everyMs });
  expect(schedulesCreateInputSchema.safeParse(inputOf(draft)).success).toBe(true);
});

it("is not to be saved while something is missing", () => {
  const draft = { ...emptyDraft("UTC"), name: "a", queue: "b", jobName: "c" };
  expect(schedulesCreateInputSchema.safeParse(inputOf(draft)).success).toBe(true);
  for (const gap of [
    { name: " " },
    { queue: "" },
    { jobName: "" },
    { cron: " " },
    { rhythm: "every", every: "" },
    { payload: "{" },
    { retries: "" },
  ] as const)
    expect(inputOf({ ...draft, ...gap })).toBeNull();
});

it("says why a payload is not JSON", () => {
  expect(payloadError("[1]")).toBeNull();
  expect(payloadError("{a: 1}")).toMatch(/^This is not JSON: /);
});
