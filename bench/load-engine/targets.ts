import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface Target {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

async function startTarget(file: string, args: string[] = []): Promise<Target> {
  const child = fork(file, args);
  const [port] = (await once(child, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    async stop() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

/** Answers at once, looking at nothing but where requests end. */
export const startResponder = () => startTarget(fileURLToPath(new URL("responder.ts", import.meta.url)));

/** Answers after `serviceMs`, to a few hundredths; frozen in between when it is told to. */
export async function startSlowTarget(serviceMs: number) {
  const target = await startTarget(fileURLToPath(new URL("slow-target.ts", import.meta.url)), [String(serviceMs)]);
  return {
    ...target,
    /** From and to, epoch milliseconds. */
    freeze: (from: number, to: number) => void target.process.send({ from, to }),
  };
}
