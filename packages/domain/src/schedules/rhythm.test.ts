import { describe, expect, it } from "vitest";
import { dueRuns } from "./due-runs.ts";
import { assertRhythm, nextRuns, type Rhythm, runsBetween } from "./rhythm.ts";

const anchor = new Date("2027-01-01T00:00:00Z");
const cron = (expression: string, timezone = "UTC"): Rhythm => ({ cron: expression, timezone, anchor });
const every = (everyMs: number): Rhythm => ({ everyMs, timezone: "UTC", anchor });
const next = (rhythm: Rhythm, after: string, count: number) =>
  nextRuns(rhythm, new Date(after), count).map((run) => run.toISOString().replace(":00.000Z", "Z"));

/**
 * Europe/Berlin: 28 March 2027 02:00 → 03:00 (01:00Z), 31 October 2027 03:00 → 02:00 (01:00Z).
 * America/New_York: 14 March 2027 02:00 → 03:00 (07:00Z), 7 November 2027 02:00 → 01:00 (06:00Z).
 */
describe("cron across a change of the clocks", () => {
  it("a time that the spring leaves out comes once, when the gap ends", () => {
    expect(next(cron("30 2 * * *", "Europe/Berlin"), "2027-03-27T00:00:00Z", 3)).toEqual([
      "2027-03-27T01:30Z",
      "2027-03-28T01:00Z",
      "2027-03-29T00:30Z",
    ]);
    expect(next(cron("30 2 * * *", "America/New_York"), "2027-03-13T00:00:00Z", 3)).toEqual([
      "2027-03-13T07:30Z",
      "2027-03-14T07:00Z",
      "2027-03-15T06:30Z",
    ]);
  });

  it("a time outside the gap stays where it is", () => {
    expect(next(cron("0 9 * * *", "Europe/Berlin"), "2027-03-27T00:00:00Z", 2)).toEqual([
      "2027-03-27T08:00Z",
      "2027-03-28T07:00Z",
    ]);
    expect(next(cron("30 2,14 * * *", "America/New_York"), "2027-03-14T00:00:00Z", 3)).toEqual([
      "2027-03-14T07:00Z",
      "2027-03-14T18:30Z",
      "2027-03-15T06:30Z",
    ]);
  });

  it("two times that the gap moves to the same instant come once", () => {
    expect(next(cron("0 2-3 * * *", "Europe/Berlin"), "2027-03-27T20:00:00Z", 3)).toEqual([
      "2027-03-28T01:00Z",
      "2027-03-29T00:00Z",
      "2027-03-29T01:00Z",
    ]);
  });

  it("a time that autumn repeats comes once, the first time", () => {
    expect(next(cron("30 2 * * *", "Europe/Berlin"), "2027-10-30T12:00:00Z", 2)).toEqual([
      "2027-10-31T00:30Z",
      "2027-11-01T01:30Z",
    ]);
    expect(next(cron("30 1 * * *", "America/New_York"), "2027-11-06T12:00:00Z", 2)).toEqual([
      "2027-11-07T05:30Z",
      "2027-11-08T06:30Z",
    ]);
    // Asked between the two, the second does not come.
    expect(next(cron("30 2 * * *", "Europe/Berlin"), "2027-10-31T00:45:00Z", 1)).toEqual(["2027-11-01T01:30Z"]);
  });

  it("a pace goes on through both", () => {
    expect(next(cron("*/30 * * * *", "Europe/Berlin"), "2027-03-28T00:15:00Z", 3)).toEqual([
      "2027-03-28T00:30Z",
      "2027-03-28T01:00Z",
      "2027-03-28T01:30Z",
    ]);
    expect(next(cron("0 * * * *", "Europe/Berlin"), "2027-10-30T23:30:00Z", 3)).toEqual([
      "2027-10-31T00:00Z",
      "2027-10-31T01:00Z",
      "2027-10-31T02:00Z",
    ]);
    expect(next(cron("*/20 * * * *", "America/New_York"), "2027-11-07T05:50:00Z", 3)).toEqual([
      "2027-11-07T06:00Z",
      "2027-11-07T06:20Z",
      "2027-11-07T06:40Z",
    ]);
  });

  it("looking back finds what looking ahead found, all over both years' changes", () => {
    const changes: [string, string[]][] = [
      ["Europe/Berlin", ["2027-03-27", "2027-10-30"]],
      ["America/New_York", ["2027-03-13", "2027-11-06"]],
      ["Australia/Lord_Howe", ["2027-04-03", "2027-10-02"]],
    ];
    for (const [timezone, days] of changes) {
      for (const expression of ["30 2 * * *", "*/20 1-3 * * *", "15 1,2,3 * * *", "0 0 2 * * 0", "0 * * * *"]) {
        for (const day of days) {
          const rhythm = cron(expression, timezone);
          const from = new Date(`${day}T00:00:00Z`);
          const to = new Date(from.getTime() + 2 * 86_400_000);
          const ahead = nextRuns(rhythm, new Date(from.getTime() - 1), 60).filter((run) => run <= to);
          const back = runsBetween(rhythm, from, to, 60);
          expect({ timezone, expression, day, runs: back }).toEqual({ timezone, expression, day, runs: ahead });
        }
      }
    }
  });
});

describe("rhythms", () => {
  it("`every` counts from its anchor, whenever it is asked", () => {
    const rhythm = every(90 * 60_000);
    expect(next(rhythm, "2027-01-01T00:00:00Z", 2)).toEqual(["2027-01-01T01:30Z", "2027-01-01T03:00Z"]);
    expect(next(rhythm, "2027-01-01T01:29:59.999Z", 1)).toEqual(["2027-01-01T01:30Z"]);
    expect(next(rhythm, "2027-01-01T01:30:00Z", 1)).toEqual(["2027-01-01T03:00Z"]);
    expect(next(rhythm, "2026-01-01T00:00:00Z", 1)).toEqual(["2027-01-01T01:30Z"]);
    expect(next(rhythm, "2027-03-28T01:10:00Z", 1)).toEqual(["2027-03-28T01:30Z"]);
  });

  it("cron may have seconds, and the instant asked for is not a run", () => {
    expect(next(cron("*/20 * * * * *"), "2027-01-01T00:00:20Z", 1)).toEqual(["2027-01-01T00:00:40.000Z"]);
    expect(next(cron("0 0 29 2 *"), "2027-01-01T00:00:00Z", 1)).toEqual(["2028-02-29T00:00Z"]);
  });

  it.each([
    ["0 0 30 2 *", /never comes/],
    ["0 0 31 4,6,9,11 *", /never comes/],
    ["often", /cannot be read/],
    ["61 * * * *", /cannot be read/],
    ["0 0 0 1 1 * 2020", /cannot be read/],
  ])("`%s` is refused", (expression, message) => {
    expect(() => assertRhythm(cron(expression), anchor)).toThrow(message);
  });

  it("a zone that does not exist is refused, and so is no rhythm at all", () => {
    expect(() => assertRhythm(cron("0 0 * * *", "Mars/Olympus"), anchor)).toThrow(/Mars\/Olympus.*no IANA/);
    expect(() => assertRhythm({ timezone: "UTC", anchor }, anchor)).toThrow(/`cron` or `everyMs`/);
    expect(() => assertRhythm(every(1000), anchor)).not.toThrow();
  });
});

describe("runs that are due", () => {
  const hourly = cron("0 * * * *");
  const due = (missed: "skip" | "once" | "all", now: string, rhythm = hourly) =>
    dueRuns(rhythm, new Date("2027-01-01T01:00:00Z"), new Date(now), missed).map((run) =>
      run.toISOString().slice(11, 16),
    );

  it("on time: it runs, whatever the policy", () => {
    for (const policy of ["skip", "once", "all"] as const) {
      expect(due(policy, "2027-01-01T01:00:00Z")).toEqual(["01:00"]);
      expect(due(policy, "2027-01-01T01:00:59Z")).toEqual(["01:00"]);
      expect(due(policy, "2027-01-01T00:59:59Z")).toEqual([]);
    }
  });

  it("`skip` leaves missed runs out", () => {
    expect(due("skip", "2027-01-01T01:01:00Z")).toEqual([]);
    expect(due("skip", "2027-01-01T04:30:00Z")).toEqual([]);
    expect(due("skip", "2027-01-01T04:00:10Z")).toEqual(["04:00"]);
  });

  it("`once` makes up the latest", () => {
    expect(due("once", "2027-01-01T04:30:00Z")).toEqual(["04:00"]);
    expect(due("once", "2027-01-01T04:30:00Z", every(30 * 60_000))).toEqual(["04:30"]);
  });

  it("`all` makes up each, the last hundred at most", () => {
    expect(due("all", "2027-01-01T04:30:00Z")).toEqual(["01:00", "02:00", "03:00", "04:00"]);
    const made = dueRuns(
      cron("* * * * * *"),
      new Date("2027-01-01T00:00:00Z"),
      new Date("2027-02-01T00:00:00Z"),
      "all",
    );
    expect(made).toHaveLength(100);
    expect(made.at(-1)?.toISOString()).toBe("2027-02-01T00:00:00.000Z");
    expect(made[0]?.toISOString()).toBe("2027-01-31T23:58:21.000Z");
    expect(dueRuns(every(1000), anchor, new Date("2027-02-01T00:00:00Z"), "all")).toHaveLength(100);
  });
});
