import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { RotatingLog } from "./rotating-log.ts";

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), url: z.string().optional() }),
  z.object({ type: z.literal("error"), message: z.string() }),
]);

export interface ProcessSpec {
  /** Shown to people and name of the log file. */
  name: string;
  entry: string;
  env: Record<string, string | undefined>;
  logDir: string;
  startTimeoutMs: number;
  stopTimeoutMs: number;
  execArgv?: string[];
}

export interface ProcessEvents {
  /** It ended though nobody asked; a new try follows after `delayMs`. */
  onCrash(name: string, how: string, delayMs: number): void;
  onRestarted(name: string): void;
  /** A line of its log worth showing. */
  onProblem(name: string, line: string): void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran this long was well; its next crash counts as the first. */
const WELL_AFTER_MS = 30_000;

/**
 * Runs one process and starts it again with growing delays when it ends by itself. The process says over IPC when it is
 * ready; it is in a process group of its own, so that Ctrl-C reaches only us and we stop things in order.
 */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #events: ProcessEvents;
  readonly #log: RotatingLog;
  #child: ChildProcess | null = null;
  #stopping = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(spec: ProcessSpec, events: ProcessEvents) {
    this.spec = spec;
    this.#events = events;
    this.#log = new RotatingLog(join(spec.logDir, `${spec.name}.log`));
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it and resolves with the address it reports; rejects with its own words when it cannot start. */
  start(): Promise<string | undefined> {
    const { spec } = this;
    const child = fork(spec.entry, [], {
      env: { ...process.env, ...spec.env },
      execArgv: spec.execArgv ?? [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.#child = child;
    this.#record(child);
    return new Promise((resolve, reject) => {
      let settled = false;
      const settle = (action: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        action();
      };
      const timer = setTimeout(() => {
        settle(() => reject(new Error(`${spec.name} was not ready within ${spec.startTimeoutMs / 1000} s`)));
        child.kill("SIGKILL");
      }, spec.startTimeoutMs);
      child.on("message", (raw) => {
        const message = messageSchema.safeParse(raw);
        if (!message.success) return;
        if (message.data.type === "error") {
          const { message: text } = message.data;
          settle(() => reject(new Error(`${spec.name}: ${text}`)));
          return;
        }
        const { url } = message.data;
        settle(() => {
          this.#watch(child);
          resolve(url);
        });
      });
      child.once("error", (error) => settle(() => reject(error)));
      child.once("exit", (code, signal) =>
        settle(() => reject(new Error(`${spec.name} ended at start (${signal ?? `code ${code}`})`))),
      );
    });
  }

  /** Asks it to stop, and kills it when it does not within its time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      const timer = setTimeout(() => child.kill("SIGKILL"), this.spec.stopTimeoutMs);
      child.kill("SIGTERM");
      await gone;
      clearTimeout(timer);
    }
    await this.#log.close();
  }

  #watch(child: ChildProcess): void {
    const since = Date.now();
    child.once("exit", (code, signal) => {
      if (this.#stopping) return;
      if (Date.now() - since > WELL_AFTER_MS) this.#failures = 0;
      this.#again(signal ? `killed by ${signal}` : `ended with code ${code}`);
    });
  }

  #again(how: string): void {
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#events.onCrash(this.spec.name, how, delayMs);
    this.#retry = setTimeout(() => {
      this.start().then(
        () => this.#events.onRestarted(this.spec.name),
        (error: Error) => {
          if (!this.#stopping) this.#again(error.message);
        },
      );
    }, delayMs);
  }

  #record(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#log.write(`${line}\n`);
        if (/"level":"(error|fatal)"/.test(line)) this.#events.onProblem(this.spec.name, line);
      });
    }
  }
}
