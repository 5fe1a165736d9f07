import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { AppError } from "@plimsoll/core";
import type { ClickHouseOptions } from "../clickhouse/start.ts";
import type { PostgresOptions } from "../postgres/start.ts";
import { OPTIONS_VARIABLE, type StoreMessage } from "./store-process.ts";

/** Which store to run, by which program, with which options. `entry` is the program and what comes before it in argv. */
export type StoreSpec = { entry: readonly string[] } & (
  | { store: "clickhouse"; options: ClickHouseOptions }
  | { store: "postgres"; options: PostgresOptions }
);

export type StoreProcess = {
  url: string;
  port: number;
  child: ChildProcess;
  /** Asks the store to stop and waits until it has ended. */
  stop(): Promise<void>;
};

const READY_MS = 90_000;

/**
 * Environment that a ClickHouse process needs from its start: each statement runs on one of libuv's threads, whose
 * number is fixed when the process begins (10 readers, 4 inserts, 2 spare with 16).
 */
export const clickHouseProcessEnv = { UV_THREADPOOL_SIZE: "16" };

/**
 * Starts a store as a child process with IPC and waits until it is ready. The child stops when this process ends in
 * whatever way. It has a process group of its own, so that Ctrl-C in a terminal reaches its parent first.
 * Throws the store's AppError when it cannot start.
 */
export async function spawnStore(spec: StoreSpec): Promise<StoreProcess> {
  const child = spawn(process.execPath, spec.entry, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
    env: {
      ...process.env,
      ...(spec.store === "clickhouse" ? clickHouseProcessEnv : {}),
      [OPTIONS_VARIABLE]: JSON.stringify(spec.options),
    },
  });
  const { url, port } = await ready(child, spec.store);
  return {
    url,
    port,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function ready(child: ChildProcess, store: string): Promise<{ url: string; port: number }> {
  return await new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onError);
    };
    const fail = (error: AppError) => {
      settle();
      reject(error);
    };
    const onMessage = (message: StoreMessage) => {
      if (message.type === "error") return fail(new AppError("UNAVAILABLE", message.message, { retryable: false }));
      settle();
      resolve({ url: message.url, port: message.port });
    };
    const onExit = (code: number | null, signal: string | null) =>
      fail(new AppError("UNAVAILABLE", `The local ${store} ended while it started (${signal ?? `exit code ${code}`})`));
    const onError = (error: Error) =>
      fail(new AppError("UNAVAILABLE", `The local ${store} could not be run: ${error.message}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new AppError("UNAVAILABLE", `The local ${store} was not ready after ${READY_MS / 1000} s`));
    }, READY_MS);
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", onError);
  });
}
