import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export interface ProgramRun {
  command: string;
  args: readonly string[];
  /** Where it may write; the system's folder for temporary files by default. */
  cwd?: string;
  timeoutMs: number;
  signal: AbortSignal;
}

/** What a program printed. `isMissing`: there is no such program. `ended`: by itself, in its time. */
export type ProgramResult =
  | { isMissing: true }
  | { isMissing: false; stdout: string; exitCode: number | null; ended: boolean };

/**
 * Runs a program without a shell, with nothing of this process' environment but its path, and ends it with all that it
 * started when its time is up or the scan ends. Output beyond 4 MiB is left out.
 */
export function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const home = run.cwd ?? tmpdir();
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: home, LC_ALL: "C", TERM: "dumb" };
  return new Promise((resolve, reject) => {
    const child = spawn(run.command, run.args, {
      cwd: home,
      // Where Next.js' types are loaded an environment needs a NODE_ENV, which these programs have no use for.
      env: env as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "ignore"],
      // A group of its own: these programs are scripts that start others.
      detached: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let ended = true;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT_BYTES) chunks.push(chunk);
    });
    const stop = () => {
      ended = false;
      endGroup(child);
    };
    const timer = setTimeout(stop, run.timeoutMs);
    run.signal.addEventListener("abort", stop, { once: true });
    if (run.signal.aborted) stop();
    const tidy = () => {
      clearTimeout(timer);
      run.signal.removeEventListener("abort", stop);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      tidy();
      if (error.code === "ENOENT") resolve({ isMissing: true });
      else reject(error);
    });
    child.once("close", (exitCode) => {
      tidy();
      resolve({ isMissing: false, stdout: Buffer.concat(chunks).toString("utf8"), exitCode, ended });
    });
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}
