import { type LoadScript, loadScriptSchema } from "@plimsoll/core";
import { LatencyHistogram, type LoadReport, startLoad } from "@plimsoll/load-engine";

export interface LoadResult {
  planned: number;
  sent: number;
  answered: number;
  dropped: number;
  /** Time its thread was busy, until the last stage ended. */
  busySeconds: number;
  histogram: LatencyHistogram;
  report: LoadReport;
}

/** Sends `GET /` over and over, from one thread. `onStart` is told when second 0 will be, epoch milliseconds. */
export async function runLoad(
  url: string,
  load: LoadScript["load"],
  onStart: (startsAt: number) => void = () => undefined,
): Promise<LoadResult> {
  const script = scriptOf(url, load);
  const seconds = load.mode === "capacity" ? 0 : load.stages.reduce((sum, stage) => sum + stage.durationMs / 1000, 0);
  const total = { planned: 0, sent: 0, answered: 0, dropped: 0, busySeconds: 0 };
  const histogram = new LatencyHistogram();
  let start: (startsAt: number) => void = () => undefined;
  const startsAt = new Promise<number>((resolve) => {
    start = resolve;
  });
  const handle = startLoad(
    {
      runId: "bench",
      script,
      share: { index: 0, of: 1 },
      threads: 1,
      startsAt,
      baseline: false,
      access: null,
      maxRequests: Number.MAX_SAFE_INTEGER,
    },
    {
      onInterval: ({ second, steps, health }) => {
        if (second < seconds) total.busySeconds += health.cpu;
        for (const step of steps) {
          if (step.kind === "group") {
            total.planned += step.planned;
            total.dropped += step.dropped;
          } else {
            total.sent += step.sent;
            total.answered += step.answered;
            histogram.add(step.histogram);
          }
        }
      },
    },
  );
  await handle.ready;
  const at = Date.now() + 200;
  onStart(at);
  start(at);
  const report = await handle.finished;
  return { ...total, histogram, report };
}

function scriptOf(baseUrl: string, load: LoadScript["load"]): LoadScript {
  return loadScriptSchema.parse({
    baseUrl,
    load,
    scenarios: [{ name: "bench", steps: [{ type: "request", url: "/" }] }],
  });
}
