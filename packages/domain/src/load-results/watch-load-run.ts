import type { LoadRunView } from "@plimsoll/core";
import type { Caller } from "../audit/record-audit.ts";
import { SharedFeeds } from "../jobs/shared-feeds.ts";
import { isRunFinished } from "../load-tests/load-run-item.ts";
import type { Platform } from "../platform.ts";
import { getLoadRunView } from "./get-load-run-view.ts";

const POLL_MS = 1_000;
/** Feeds live as long as the platform that they read from. */
const feedsOf = new WeakMap<Platform, SharedFeeds>();

/** A run now and as it goes on, until it is over. Viewers of one run share one poller. Throws NOT_FOUND. */
export function watchLoadRun(
  platform: Platform,
  { projectId }: Pick<Caller, "projectId">,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<LoadRunView> {
  const feeds = feedsOf.get(platform) ?? new SharedFeeds();
  feedsOf.set(platform, feeds);
  return feeds.watch<LoadRunView>(
    {
      key: JSON.stringify([projectId, runId]),
      pollMs: POLL_MS,
      poll: (polling) => getLoadRunView(platform, { projectId }, runId, polling),
      isLast: ({ run }) => isRunFinished(run),
    },
    signal,
  );
}
