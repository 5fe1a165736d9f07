import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The command as it was built; these tests run the product, not its sources. */
const cli = join(import.meta.dirname, "../../../../apps/cli/bin/plimsoll.mjs");

/** Below the range that the system hands out, so that a store of the same instance does not get one of these. */
const randomPort = () => 12_000 + Math.floor(Math.random() * 18_000);

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(randomPort(), "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}
function listProcesses(): ProcessRow[] {
  const text = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 1e8 });
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? "" }] : [];
  });
}

/** A whole Plimsoll as `npm start` runs it, on ports and a data folder of its own. */
export class TestInstance {
  readonly dataDir = mkdtempSync(join(tmpdir(), "plimsoll-instance-"));
  readonly #env: Record<string, string>;
  #ports: number[] = [];
  #child: ChildProcess | undefined;
  output = "";

  constructor(env: Record<string, string> = {}) {
    this.#env = env;
  }

  get webUrl(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }
  get otlpHttpUrl(): string {
    return `http://127.0.0.1:${this.#ports[1]}`;
  }
  get otlpGrpcUrl(): string {
    return `http://127.0.0.1:${this.#ports[2]}`;
  }

  get env(): Record<string, string> {
    const [web, http, grpc] = this.#ports.map(String);
    return {
      PLIMSOLL_WEB_PORT: web ?? "",
      PLIMSOLL_OTLP_HTTP_PORT: http ?? "",
      PLIMSOLL_OTLP_GRPC_PORT: grpc ?? "",
      PLIMSOLL_DATA_DIR: this.dataDir,
      ...this.#env,
    };
  }

  /** Starts it and waits until it says that it is ready; throws with what it printed when it ends before. */
  async start(): Promise<void> {
    if (this.#ports.length === 0) this.#ports = await freePorts(3);
    this.output = "";
    const child = spawn(process.execPath, [cli, "start"], {
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (this.output += chunk));
    await this.until(() => this.output.includes("Plimsoll is ready:"), 90_000);
  }

  /** Waits for a condition; fails when the instance ends or the time is over. */
  async until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await condition())) {
      if (this.#child?.exitCode !== null) throw new Error(`the instance ended:\n${this.output}`);
      if (Date.now() > deadline) throw new Error(`waited in vain:\n${this.output}`);
      await delay(50);
    }
  }

  /** The processes of this instance: the supervisor and all below it. */
  processes(): ProcessRow[] {
    const all = listProcesses();
    const found = all.filter((row) => row.pid === this.#child?.pid);
    for (let at = 0; at < found.length; at++) found.push(...all.filter((row) => row.parent === found[at]?.pid));
    return found;
  }

  pidOf(part: string): number {
    const row = this.processes().find(({ command }) => command.includes(part));
    if (!row) throw new Error(`no process ${part}`);
    return row.pid;
  }

  /** SIGKILL to everything at once, PostgreSQL's own processes included, and waits until all are gone. */
  async killAll(): Promise<void> {
    const pids = this.processes().map((row) => row.pid);
    for (const pid of pids) this.#signal(pid, "SIGKILL");
    const deadline = Date.now() + 10_000;
    while (listProcesses().some((row) => pids.includes(row.pid) && !row.command.includes("<defunct>"))) {
      if (Date.now() > deadline) throw new Error("processes outlive SIGKILL");
      await delay(20);
    }
  }

  #signal(pid: number, signal: NodeJS.Signals): void {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  runtime(): { databaseUrl: string; clickhouseUrl: string } {
    return JSON.parse(readFileSync(join(this.dataDir, "runtime.json"), "utf8"));
  }

  /** Runs another command of the same installation and returns its standard output. */
  run(...args: string[]): string {
    return execFileSync(process.execPath, [cli, ...args], { env: { ...process.env, ...this.env }, encoding: "utf8" });
  }

  /** Runs a command of `plimsoll` beside the test, with its exit code and all that it printed. */
  async runBeside(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<{ code: number; output: string }> {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code: code ?? -1, output };
  }

  /** Stops it as Ctrl-C does and returns the processes that are left over. */
  async stop(): Promise<ProcessRow[]> {
    const before = this.processes().map((row) => row.pid);
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    }
    return listProcesses().filter((row) => before.includes(row.pid) && !row.command.includes("<defunct>"));
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
