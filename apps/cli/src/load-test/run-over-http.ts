import { AppError, type LoadRunView, type LoadScript, loadTestsStartInputSchema } from "@plimsoll/core";
import { createPlimsollClient, type PlimsollClient } from "@plimsoll/client";
import type { RunOptions } from "./run-locally.ts";

/** An instance somewhere else, and the key to it. */
export interface RemoteInstance {
  /** Address of its console, such as `https://plimsoll.example.com`. */
  url: string;
  /** With the scope `write`. */
  apiKey: string;
}

/**
 * Starts the run on an instance over its API and follows it to its end, through breaks of the connection. Returns the run as
 * it ended. Throws AppError for a key, a script or a target that the instance refuses.
 */
export async function runOverHttp(
  instance: RemoteInstance,
  script: LoadScript,
  { name, build, workers, onView, signal }: RunOptions,
): Promise<LoadRunView> {
  const client = createPlimsollClient(instance);
  const about = build === undefined ? { script, name, workers } : { script, name, workers, build };
  const { runId } = await said(client.loadTests.start.mutate(loadTestsStartInputSchema.parse(about)));
  const cancel = () =>
    void client.loadTests.cancel.mutate({ runId }).catch((error: unknown) => tellItGoesOn(runId, error));
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await said(follow(client, runId, onView));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** Load that nobody can stop from here must not go on in silence. */
function tellItGoesOn(runId: string, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nThe run ${runId} was not stopped and goes on: ${why}. Stop it in the console.\n`);
}

function follow(client: PlimsollClient, runId: string, onView: (view: LoadRunView) => void): Promise<LoadRunView> {
  return new Promise((resolve, reject) => {
    let last: LoadRunView | null = null;
    client.loadTests.live.subscribe(
      { runId },
      {
        onData: (view) => {
          last = view;
          onView(view);
        },
        onError: reject,
        onComplete: () => {
          if (last) resolve(last);
          else reject(new AppError("UNAVAILABLE", `The run ${runId} was started, but nothing was heard of it.`));
        },
      },
    );
  });
}

/** The instance's own words where it answered, without the client's around them. */
async function said<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError("UNAVAILABLE", `The instance did not take the run: ${message}`, { cause: error });
  }
}
