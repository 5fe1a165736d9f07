import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AutocannonOrder, AutocannonResult } from "./autocannon-run.ts";

const RUN = fileURLToPath(new URL("autocannon-run.ts", import.meta.url));

/** Runs autocannon in a process of its own. */
export async function runAutocannon(order: AutocannonOrder): Promise<AutocannonResult> {
  const child = fork(RUN);
  const answered = once(child, "message");
  child.send(order);
  const [result] = (await answered) as [AutocannonResult];
  return result;
}

/** Requests a second of wrk with one thread; null where it is not installed. */
export async function runWrk(url: string, connections: number, seconds: number): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, `${url}/`]);
    return Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN);
  } catch {
    return null;
  }
}
