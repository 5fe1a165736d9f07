import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { AppError, type LoadRunView } from "@plimsoll/core";
import { exitCodeOf } from "../load-test/exit-code.ts";
import { formatResult } from "../load-test/format-view.ts";
import { toJunit } from "../load-test/junit.ts";
import { Progress } from "../load-test/progress.ts";
import { readScript } from "../load-test/read-script.ts";
import { runLocally, type RunOptions } from "../load-test/run-locally.ts";
import { runOnInstance } from "../load-test/run-on-instance.ts";
import { type RemoteInstance, runOverHttp } from "../load-test/run-over-http.ts";
import { withPlatform } from "../start/with-platform.ts";
import { untilInterrupted } from "../until-interrupted.ts";
import type { LoadTestRunOptions } from "./load-test-options.ts";

const MAX_WORKERS = 64;

/** Runs the load test in a file, shows how it goes and writes the reports that were asked for. Returns the exit code. */
export async function runLoadTest(file: string, options: LoadTestRunOptions): Promise<number> {
  const workers = readWorkers(options);
  const remote = readRemote(options);
  const script = await readScript(file);
  const progress = new Progress(process.stdout);
  const run: Omit<RunOptions, "signal"> = {
    name: options.name ?? basename(file),
    build: options.build,
    workers,
    onView: (view) => {
      if (!options.quiet) progress.show(view);
    },
  };
  const view = await untilInterrupted("run", (signal) => {
    if (options.local) return runLocally(script, { ...run, signal });
    if (remote) return runOverHttp(remote, script, { ...run, signal });
    return withPlatform((platform) => runOnInstance(platform, script, { ...run, signal }));
  });
  progress.clear();
  process.stdout.write(options.quiet ? `${view.run.state}: ${view.run.verdict ?? ""}\n` : `${formatResult(view)}\n`);
  await writeReports(view, options);
  return exitCodeOf(view.run.state);
}

function readWorkers({ workers = "1", local }: LoadTestRunOptions): number {
  const count = Number(workers);
  if (!Number.isInteger(count) || count < 1 || count > MAX_WORKERS)
    throw new AppError("BAD_REQUEST", `--workers: "${workers}" is no number from 1 to ${MAX_WORKERS}.`);
  if (local && count > 1) throw new AppError("BAD_REQUEST", "--workers: a local run is sent by this process alone.");
  return count;
}

/** The instance that `--url` names. Its key comes from the environment: arguments are seen by every user of a machine. */
function readRemote({ url, local }: LoadTestRunOptions): RemoteInstance | null {
  if (url === undefined) return null;
  if (local) throw new AppError("BAD_REQUEST", "--url and --local do not go together: who should send the load?");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new AppError("BAD_REQUEST", `--url: "${url}" is no address such as https://plimsoll.example.com.`);
  }
  const apiKey = process.env["PLIMSOLL_API_KEY"];
  if (!apiKey) throw new AppError("BAD_REQUEST", "--url: set PLIMSOLL_API_KEY to a key with the scope `write`.");
  return { url, apiKey };
}

async function writeReports(view: LoadRunView, { junit, json }: LoadTestRunOptions): Promise<void> {
  if (junit !== undefined) await writeFile(junit, toJunit(view));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(view, null, 2)}\n`);
}
