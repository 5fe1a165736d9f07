import { AppError, type LoadRunView, type LoadScript, loadTestsStartInputSchema } from "@plimsoll/core";
import { cancelLoadRun, DEFAULT_PROJECT_ID, type Platform, startLoadTest, watchLoadRun } from "@plimsoll/domain";
import type { RunOptions } from "./run-locally.ts";

const caller = { projectId: DEFAULT_PROJECT_ID, actor: "command line" };

/** Starts the run on the instance and follows it to its end. Returns the run as it ended. */
export async function runOnInstance(
  platform: Platform,
  script: LoadScript,
  { name, build, workers, onView, signal }: RunOptions,
): Promise<LoadRunView> {
  const about = build === undefined ? { script, name, workers } : { script, name, workers, build };
  const { runId } = await startLoadTest(platform, caller, loadTestsStartInputSchema.parse(about));
  const cancel = () => void cancelLoadRun(platform, caller, runId).catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    let last: LoadRunView | null = null;
    for await (const view of watchLoadRun(platform, caller, runId, new AbortController().signal)) {
      onView(view);
      last = view;
    }
    if (!last) throw new AppError("UNAVAILABLE", `The run ${runId} was started, but nothing was heard of it.`);
    return last;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
