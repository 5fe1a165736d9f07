import type { LoadRunView } from "@plimsoll/core";
import { formatPercent, plural } from "../../../../lib/format.ts";

export interface RunBanner {
  tone: "warn" | "error" | "info";
  title: string;
  text: string;
  details: string[];
}

type Judged = Pick<LoadRunView, "lostShare" | "notes" | "shares"> & { run: { generatorBound: boolean } };

/** What a reader has to know before the figures: what happened, what it means for them, and what to do. */
export function runBanners(view: Judged): RunBanner[] {
  const banners: RunBanner[] = [];
  const lost = view.shares.filter(({ state }) => state === "lost");
  if (lost.length > 0 || view.lostShare > 0) banners.push(lostBanner(view.lostShare, lost));
  if (view.run.generatorBound) banners.push(GENERATOR_BOUND);
  const failed = view.shares.filter(({ state }) => state === "failed");
  if (failed.length > 0) {
    banners.push({
      tone: "error",
      title: `${plural(failed.length, "worker")} could not do ${failed.length === 1 ? "its" : "their"} part`,
      text: "What they did not send is in no figure.",
      details: failed.map(({ index, error }) => `Worker ${index + 1}: ${error ?? "it did not say why"}`),
    });
  }
  if (view.notes.length === 0) return banners;
  if (banners.length === 0) return [{ tone: "info", title: "Worth knowing", text: "", details: view.notes }];
  // The system's notes say the same and more: once is enough, under the gravest.
  return banners.map((banner, index) => ({ ...banner, details: index === 0 ? view.notes : [] }));
}

const GENERATOR_BOUND: RunBanner = {
  tone: "warn",
  title: "The generator was the limit, not the target",
  text: "It could not send all that was planned: rates are a lower bound of what the target can do, and latencies, which count from the planned send time, hold the generator's own delay. Use more workers, or a lower rate.",
  details: [],
};

function lostBanner(lostShare: number, lost: LoadRunView["shares"]): RunBanner {
  const share = lostShare > 0 ? `${formatPercent(lostShare)} of the load` : "Part of the load";
  return {
    tone: "error",
    title: `${share} was lost with ${lost.length === 1 ? "a worker process" : `${lost.length} worker processes`}`,
    text: "All figures count what the others sent and received. Nothing was scaled up to stand in for the lost part, so the target carried less than was planned.",
    details: lost.map(({ index, worker, lastSecond }) => {
      const until = lastSecond === null ? "never sent anything" : `nothing came from it after second ${lastSecond}`;
      return `Worker ${index + 1}${worker ? ` (${worker})` : ""}: ${until}`;
    }),
  };
}
