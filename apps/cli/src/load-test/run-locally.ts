import { randomBytes } from "node:crypto";
import { loadConfig, type LoadRunView, type LoadScript, toError } from "@plimsoll/core";
import { LocalRun, loadThreads } from "@plimsoll/domain";
import { startLoad } from "@plimsoll/load-engine";

export interface RunOptions {
  name: string;
  build: string | undefined;
  workers: number;
  /** Told how the run stands, about once a second. */
  onView(view: LoadRunView): void;
  /** Stops the run. */
  signal: AbortSignal;
}

/** Between the last thread being ready and second 0. */
const LEAD_MS = 100;

/** Sends the load from this process, without any instance. Returns the run as it ended. */
export async function runLocally(script: LoadScript, options: RunOptions): Promise<LoadRunView> {
  const { name, build = null, onView, signal } = options;
  const id = `local_${randomBytes(8).toString("hex")}`;
  let begin: (startsAt: number) => void = () => undefined;
  const startsAt = new Promise<number>((resolve) => (begin = resolve));
  let run = new LocalRun({ id, name, build, service: null, script }, Date.now());
  const handle = startLoad(
    {
      runId: id,
      script,
      share: { index: 0, of: 1 },
      threads: loadThreads(loadConfig(), script.load, 1),
      startsAt,
      baseline: false,
      access: null,
      maxRequests: Number.MAX_SAFE_INTEGER,
    },
    {
      onInterval: (interval) => {
        const { abortReason, isReplanned } = run.add(interval);
        onView(run.view());
        if (abortReason !== null) stop(abortReason);
        if (isReplanned) follow();
      },
    },
  );
  const stop = (reason: string) => void handle.stop(reason).catch(() => undefined);
  const follow = () => {
    if (run.plan) handle.setPlan(run.plan.stages, run.plan.isLast);
  };
  const onAbort = () => stop("stopped");
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await handle.ready;
    // Threads take their time to load: second 0 is when they are there.
    const second0 = Date.now() + LEAD_MS;
    run = new LocalRun({ id, name, build, service: null, script }, second0);
    follow();
    begin(second0);
    const report = await handle.finished;
    return run.end({ report, isCancelled: signal.aborted, error: null });
  } catch (error) {
    return run.end({ report: null, isCancelled: signal.aborted, error: toError(error).message });
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
