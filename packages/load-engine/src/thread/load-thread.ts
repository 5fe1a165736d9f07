import { parentPort, workerData } from "node:worker_threads";
import type { FromThread, ThreadOptions, ToThread } from "./messages.ts";
import { ThreadRun } from "./thread-run.ts";
import { warmUp } from "./warm-up.ts";

// Entry of the threads that generate load. Its bundle lies beside the app's, as `load-thread.mjs`.
const port = parentPort;
if (!port) throw new Error("This module runs in a worker thread.");
const thread = new ThreadRun(workerData as ThreadOptions, (message: FromThread) => port.postMessage(message));
// Orders that come in the meantime wait at the port.
await warmUp();
port.on("message", (message: ToThread) => thread.handle(message));
port.postMessage({ type: "ready" } satisfies FromThread);
