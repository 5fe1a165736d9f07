import { describe, expect, it } from "vitest";
import { describeCron, describeRhythm } from "./describe-rhythm.ts";

describe("a cron expression in words", () => {
  it.each([
    ["* * * * *", "every minute"],
    ["*/5 * * * *", "every 5 minutes"],
    ["0 * * * *", "every hour"],
    ["17 * * * *", "every hour at minute 17"],
    ["0,30 * * * *", "every hour at minute 0 and 30"],
    ["0 */6 * * *", "every 6 hours"],
    ["0 9 * * *", "every day at 09:00"],
    ["30 9,17 * * *", "every day at 09:30 and 17:30"],
    ["0 9-17 * * 1-5", "every hour from 09:00 to 17:00 on weekdays"],
    ["*/10 9-17 * * MON-FRI", "every 10 minutes from 09:00 to 17:59 on weekdays"],
    ["0 3 * * 0", "at 03:00 on Sunday"],
    ["0 3 * * 7", "at 03:00 on Sunday"],
    ["0 3 * * 6,0", "at 03:00 on Saturday and Sunday"],
    ["0 3 * * tue,thu", "at 03:00 on Tuesday and Thursday"],
    ["15 2 1 * *", "at 02:15 on day 1 of the month"],
    ["15 2 1,15 * *", "at 02:15 on days 1 and 15 of the month"],
    ["0 0 1 1,7 *", "at 00:00 on day 1 of the month in January and July"],
    ["0 0 1 * 1", "at 00:00 on day 1 of the month or on Monday"],
    ["0 0 1 */3 *", "at 00:00 on day 1 of the month in January, April, July and October"],
    ["0 0 */10 * *", "at 00:00 on days 1, 11, 21 and 31 of the month"],
    ["*/45 * * * *", "every hour at minute 0 and 45"],
    ["0 0 * * 1,3-5", "at 00:00 on Monday and Wednesday to Friday"],
    ["*/10 * * * * *", "every 10 seconds"],
    ["30 0 9 * * *", "every day at 09:00:30"],
    ["0 0 9 * * *", "every day at 09:00"],
  ])("reads %s", (cron, words) => {
    expect(describeCron(cron)).toBe(words);
  });

  it.each([
    "",
    "* * *",
    "0 0 L * *",
    "0 0 * * 1#2",
    "61 * * * *",
    "a b c d e",
    "3/4 * * * *",
    "0 0 */2 * *",
    "0 0 * * * * *",
  ])("has no words for %j", (cron) => {
    expect(describeCron(cron)).toBeNull();
  });
});

describe("a rhythm in words", () => {
  it.each([
    [60_000, "every minute"],
    [300_000, "every 5 minutes"],
    [3_600_000, "every hour"],
    [5_400_000, "every 90 minutes"],
    [86_400_000, "every day"],
    [604_800_000, "every week"],
    [1500, "every 1.5 s"],
  ])("says an interval of %i ms", (everyMs, words) => {
    expect(describeRhythm({ cron: null, everyMs })).toBe(words);
  });
  it("falls back on the expression", () => {
    expect(describeRhythm({ cron: "0 0 L * *", everyMs: null })).toBe("0 0 L * *");
  });
});
