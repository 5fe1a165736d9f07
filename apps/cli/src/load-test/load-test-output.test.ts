import type { LoadRunView } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "./exit-code.ts";
import { formatLine, formatResult, formatScreen } from "./format-view.ts";
import { toJunit } from "./junit.ts";
import { Progress } from "./progress.ts";
import { fakeView } from "./testing/fake-view.ts";

describe("exit codes", () => {
  it.each([
    ["passed", 0],
    ["failed", 99],
    ["aborted", 99],
    ["cancelled", 130],
    ["error", 1],
  ] as const)("%s is %i", (state, code) => {
    expect(exitCodeOf(state)).toBe(code);
  });
});

describe("a run in words", () => {
  it("is a line where nobody watches", () => {
    expect(formatLine(fakeView())).toBe(
      "00:12  planned 100/s  sent 100/s  answered 99.5/s  p50 12.3 ms  p95 31 ms  p99 12.0 s  errors 0.5 %  broken: errors < 0.1%",
    );
    expect(formatLine(fakeView({ series: [], elapsedMs: 3_725_000 }, { state: "queued" }))).toBe(
      "1:02:05  waiting for a worker",
    );
  });

  it("is a few lines on a terminal, none wider than it", () => {
    const lines = formatScreen(fakeView(), 100);
    expect(lines).toEqual([
      "checkout  00:12 / 00:20  ██████████████░░░░░░░░░░  running",
      "  rate     planned 100/s   sent 100/s   answered 99.5/s   in flight 4",
      "  latency  p50 12.3 ms  p95 31 ms  p99 12.0 s",
      "  errors   0.5 %   timeout 5   status 1",
      "  ✓ p95 < 250ms  31 ms",
      "  ✗ errors < 0.1%  0.5 %",
      "  ? buy: p99 < 1s",
    ]);
    expect(formatScreen(fakeView(), 30).every((line) => line.length <= 30)).toBe(true);
  });

  it("is a table of its steps at the end, with notes and verdict", () => {
    const text = formatResult(fakeView({}, { state: "failed", verdict: "errors < 0.1% was broken: 0.5 %." }));
    expect(text.split("\n")).toEqual([
      "STEP  ANSWERED    RATE      P50    P95     P99     MAX  ERRORS",
      "home     1,194  59.7/s  12.3 ms  31 ms  12.0 s  15.0 s   0.5 %",
      "",
      "planned 1,200  sent 1,200  answered 1,194 (59.7/s)  failed 6  dropped 0",
      "p50 12.3 ms  p95 31 ms  p99 12.0 s  p99.9 14.0 s  max 15.0 s  errors 0.5 %   timeout 5   status 1",
      "",
      "✓ p95 < 250ms  31 ms",
      "✗ errors < 0.1%  0.5 %",
      "? buy: p99 < 1s",
      "",
      "! Worker process 2 of 3 was lost.",
      "",
      "failed: errors < 0.1% was broken: 0.5 %.",
    ]);
  });

  it("keeps what a script says from steering the terminal", () => {
    const view = fakeView({ notes: ["a\u001B[2Jb"] }, { name: "x\u001B]0;y\u0007" });
    expect(formatResult(view) + formatScreen(view, 200).join("")).not.toContain("\u001B");
  });
});

describe("progress", () => {
  const show = (screen: { isTTY?: boolean }, seconds: number) => {
    const written: string[] = [];
    let now = 0;
    const progress = new Progress({ ...screen, columns: 80, write: (text) => written.push(text) }, () => now);
    for (let second = 0; second < seconds; second += 1) {
      now = second * 1000;
      progress.show(fakeView({ elapsedMs: now }));
    }
    progress.clear();
    return written;
  };

  it("is a line every five seconds where nobody watches", () => {
    const lines = show({}, 12);
    expect(lines.map((line) => line.slice(0, 5))).toEqual(["00:00", "00:05", "00:10"]);
  });

  it("is drawn again each second on a terminal, and taken off at the end", () => {
    const written = show({ isTTY: true }, 3);
    expect(written.filter((text) => text === "\u001B[7A\r\u001B[J")).toHaveLength(3);
    expect(written.at(-1)).toBe("\u001B[7A\r\u001B[J");
    expect(written.filter((text) => text.startsWith("checkout  00:0"))).toHaveLength(3);
  });
});

describe("the JUnit report", () => {
  const cases = (view: LoadRunView) => toJunit(view).match(/<testcase[^]*?(?:\/>\n|<\/testcase>)/g);

  it("has a test case a threshold", () => {
    const xml = toJunit(fakeView({}, { state: "failed", name: 'a "b" & <c>\u0000' }));
    expect(xml).toContain(
      '<testsuite name="a &quot;b&quot; &amp; &lt;c&gt;" tests="3" failures="1" errors="0" skipped="1"',
    );
    expect(cases(fakeView({}, { state: "failed" }))?.map((text) => text.trim())).toEqual([
      '<testcase classname="load-test.thresholds" name="p95 &lt; 250ms" time="12.000"/>',
      '<testcase classname="load-test.thresholds" name="errors &lt; 0.1%" time="12.000"><failure message="measured 0.5 % at second 7"/></testcase>',
      '<testcase classname="load-test.thresholds" name="buy: p99 &lt; 1s" time="12.000"><skipped message="There was too little to judge it by."/></testcase>',
    ]);
  });

  it("has one for the run that was stopped, or had nothing to be judged by", () => {
    const stopped = cases(fakeView({ thresholds: [] }, { state: "cancelled", verdict: "Stopped by Ada." }));
    expect(stopped).toEqual([
      '<testcase classname="load-test" name="run" time="12.000"><error message="cancelled: Stopped by Ada."/></testcase>',
    ]);
    const passed = cases(fakeView({ thresholds: [] }, { state: "passed" }));
    expect(passed?.map((text) => text.trim())).toEqual(['<testcase classname="load-test" name="run" time="12.000"/>']);
  });
});
