import type { LoadShareView } from "@plimsoll/core";
import type { LoadReport } from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";

/** How a share of a run ended, or stands. */
export interface ShareOutcome {
  index: number;
  state: LoadShareView["state"];
  lastSecond: number | null;
  error: string | null;
  /** What its generator said at the end; null while it runs, and of one that was lost. */
  report: LoadReport | null;
}

/** Fewer answers than this make the outer percentiles a matter of single requests. */
const FEW_ANSWERS = 100;

/** What a reader should know before trusting the figures, the gravest first. */
export function writeNotes(run: { shares: readonly ShareOutcome[]; whole: LoadSums | null }): string[] {
  const { shares, whole } = run;
  const reported = reportedNotes(shares);
  const hasDrops = whole !== null && whole.dropped > 0 && !reported.some((note) => note.includes("dropped"));
  return [
    ...shares.flatMap((share) => describeLoss(share, shares.length)),
    ...reported,
    ...(hasDrops ? [describeDrops(whole)] : []),
    ...(whole && whole.answered > 0 && whole.answered < FEW_ANSWERS
      ? [`Only ${whole.answered} requests were answered: percentiles above p90 rest on a few of them.`]
      : []),
  ];
}

function describeLoss({ index, state, lastSecond, error }: ShareOutcome, shares: number): string[] {
  if (state !== "lost" && state !== "failed") return [];
  const which = shares === 1 ? "The worker process" : `Worker process ${index + 1} of ${shares}`;
  const end = lastSecond === null ? "before it sent anything" : `after second ${lastSecond}`;
  const missing = shares === 1 ? "" : "; its part of the load is missing from there on and is not made up for";
  const reason = error ? ` (${error})` : "";
  return [`${which} ${state === "lost" ? "was lost" : "failed"} ${end}${missing}${reason}.`];
}

/** What the generators said: once where all said the same, else with the worker's number. */
function reportedNotes(shares: readonly ShareOutcome[]): string[] {
  const sayers = new Map<string, number[]>();
  for (const { index, report } of shares) {
    for (const note of new Set(report?.notes)) sayers.set(note, [...(sayers.get(note) ?? []), index + 1]);
  }
  const reporting = shares.filter((share) => share.report).length;
  return [...sayers].map(([note, indexes]) =>
    indexes.length === reporting ? note : `Worker process ${indexes.join(", ")}: ${note}`,
  );
}

function describeDrops({ planned, dropped }: LoadSums): string {
  const share = planned > 0 ? ` (${((dropped / planned) * 100).toPrecision(2)} %)` : "";
  return `${dropped} of ${planned} planned iterations${share} were dropped: the target or the generator could not keep up.`;
}
