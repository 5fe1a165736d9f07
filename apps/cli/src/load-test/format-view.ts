import type { LatencySummary, LoadRunView, LoadThresholdState } from "@plimsoll/core";
import { formatThresholdValue } from "@plimsoll/domain";

const WAITING: Partial<Record<LoadRunView["run"]["state"], string>> = {
  queued: "waiting for a worker",
  starting: "workers are getting ready",
  finishing: "putting the result together",
};
const BAR = 24;
const MAX_ERRORS = 4;

/** One line for logs: how the run stands. */
export function formatLine(view: LoadRunView): string {
  const point = view.series.at(-1);
  const waiting = WAITING[view.run.state];
  if (!point) return `${clock(view.elapsedMs)}  ${waiting ?? "no answer yet"}`;
  const broken = view.thresholds.filter((threshold) => threshold.ok === false);
  return [
    clock(view.elapsedMs),
    `planned ${rate(point.planned)}  sent ${rate(point.sent)}  answered ${rate(point.answered)}`,
    percentiles(point),
    `errors ${percent(view.run.errorShare)}`,
    ...(broken.length > 0 ? [`broken: ${broken.map((threshold) => threshold.text).join(", ")}`] : []),
  ].join("  ");
}

/** A few lines for a terminal: how the run stands, at most `width` characters each. */
export function formatScreen(view: LoadRunView, width: number): string[] {
  const point = view.series.at(-1);
  const waiting = WAITING[view.run.state] ?? "running";
  const total = view.totalMs === null ? "" : ` / ${clock(view.totalMs)}`;
  const lines = [
    `${oneLine(view.run.name)}  ${clock(view.elapsedMs)}${total}  ${view.totalMs === null ? "" : bar(view.elapsedMs / view.totalMs)}  ${waiting}`,
    ...(point
      ? [
          `  rate     planned ${rate(point.planned)}   sent ${rate(point.sent)}   answered ${rate(point.answered)}   in flight ${Math.round(point.inFlight)}`,
          `  latency  ${percentiles(point)}`,
          `  errors   ${percent(view.run.errorShare)}${listErrors(view)}`,
        ]
      : []),
    ...(view.capacity?.steps.slice(-1).map((step) => `  search   ${step.kind} at ${rate(step.rate)}`) ?? []),
    ...view.thresholds.map((threshold) => `  ${formatThreshold(threshold)}`),
  ];
  return lines.map((line) => (line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line));
}

/** What is left on the screen when the run has ended: figures by step, thresholds, notes and the verdict. */
export function formatResult(view: LoadRunView): string {
  const { run } = view;
  return [
    ...formatSteps(view),
    ...(run.figures ? ["", ...formatTotals(view, run.figures)] : []),
    ...(view.thresholds.length > 0 ? ["", ...view.thresholds.map(formatThreshold)] : []),
    ...(view.notes.length > 0 ? ["", ...view.notes.map((note) => `! ${oneLine(note)}`)] : []),
    "",
    `${run.state}: ${oneLine(run.verdict ?? "")}`,
  ].join("\n");
}

function formatTotals(view: LoadRunView, figures: NonNullable<LoadRunView["run"]["figures"]>): string[] {
  const { planned, sent, answered, failed, dropped } = figures;
  return [
    `planned ${count(planned)}  sent ${count(sent)}  answered ${count(answered)} (${rate(figures.rate)})  failed ${count(failed)}  dropped ${count(dropped)}`,
    `${percentiles(figures)}  p99.9 ${ms(figures.p999Ms)}  max ${ms(figures.maxMs)}  errors ${percent(view.run.errorShare)}${listErrors(view)}`,
  ];
}

const HEADINGS = ["STEP", "ANSWERED", "RATE", "P50", "P95", "P99", "MAX", "ERRORS"];

function formatSteps(view: LoadRunView): string[] {
  if (view.steps.length === 0) return [];
  const rows = view.steps.map((step) => [
    oneLine(step.name),
    count(step.answered),
    rate(step.rate),
    ms(step.p50Ms),
    ms(step.p95Ms),
    ms(step.p99Ms),
    ms(step.maxMs),
    percent(step.errorShare),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEADINGS, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** A threshold with its light and value. */
export function formatThreshold({ text, ok, value }: LoadThresholdState): string {
  const light = ok === null ? "?" : ok ? "✓" : "✗";
  return `${light} ${oneLine(text)}${value === null ? "" : `  ${formatThresholdValue(text, value)}`}`;
}

function listErrors(view: LoadRunView): string {
  const kinds = view.errors.slice(0, MAX_ERRORS).map((error) => `${error.kind} ${count(error.count)}`);
  return kinds.length > 0 ? `   ${kinds.join("   ")}` : "";
}

const percentiles = (point: LatencySummary) => `p50 ${ms(point.p50Ms)}  p95 ${ms(point.p95Ms)}  p99 ${ms(point.p99Ms)}`;
const rate = (value: number) => `${short(value)}/s`;
const percent = (share: number | null) => (share === null ? "–" : `${(share * 100).toFixed(1)} %`);
const count = (value: number) => value.toLocaleString("en-US");
const short = (value: number) => (value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3))));

function ms(value: number | null): string {
  if (value === null) return "–";
  return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${short(value)} ms`;
}

/** Minutes and seconds, with hours where there are any. */
function clock(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  return `${"█".repeat(full)}${"░".repeat(BAR - full)}`;
}

/** Control characters must not reach a terminal from what a script or server sent. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
