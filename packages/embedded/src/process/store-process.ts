import { fstatSync } from "node:fs";
import { AppError, toError } from "@plimsoll/core";

/** What a store's process tells its parent over IPC. */
export type StoreMessage =
  | { type: "ready"; url: string; port: number }
  | { type: "error"; message: string; code: string };

/** Name of the environment variable that carries a store's options as JSON; never in argv, where others could read the password. */
export const OPTIONS_VARIABLE = "PLIMSOLL_STORE_OPTIONS";

type Store = { url: string; port: number; stop(): Promise<void>; ended?: Promise<void> };

const STOP_MS = 4_500;

/**
 * Runs a store as the only thing of this process: reads its options, starts it, reports `ready` or `error` to the
 * parent, and ends with it. It stops on SIGTERM, SIGINT, and when the parent is gone (IPC closed, or a piped stdin);
 * exit code 0 then. It exits with 1 when the store cannot start or ends by itself.
 */
export async function runStoreProcess(start: (options: unknown) => Promise<Store>): Promise<void> {
  const requested = new Promise<void>((resolve) => {
    for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, () => resolve());
    if (!process.send && isPipe(0)) process.stdin.on("close", () => resolve()).resume();
  });
  let store: Store;
  try {
    store = await start(readOptions());
  } catch (error) {
    await report({
      type: "error",
      message: toError(error).message,
      code: error instanceof AppError ? error.code : "INTERNAL",
    });
    process.exit(1);
  }
  await report({ type: "ready", url: store.url, port: store.port });
  const died = store.ended?.then(() => "died" as const) ?? new Promise<never>(() => undefined);
  const reason = await Promise.race([requested.then(() => "requested" as const), died]);
  if (reason === "died") process.exit(1);
  setTimeout(() => process.exit(0), STOP_MS).unref();
  await store.stop();
  process.exit(0);
}

function readOptions(): unknown {
  const text = process.env[OPTIONS_VARIABLE];
  if (!text) throw new AppError("BAD_REQUEST", `${OPTIONS_VARIABLE} is not set: this program is started by Plimsoll`);
  delete process.env[OPTIONS_VARIABLE];
  return JSON.parse(text);
}

function isPipe(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}

async function report(message: StoreMessage): Promise<void> {
  if (!process.send) {
    if (message.type === "error") process.stderr.write(`${message.message}\n`);
    return;
  }
  await new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
