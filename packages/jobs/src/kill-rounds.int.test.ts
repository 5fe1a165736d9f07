import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres, startRedis, type TestBackend } from "./testing/backends.ts";
import { appJob, Harness } from "./testing/harness.ts";
import type { KilledWorkerOptions, StalledMessage } from "./testing/killed-worker.ts";
import { until } from "./testing/until.ts";

const ROUNDS = Number(process.env["PLIMSOLL_KILL_ROUNDS"] ?? 2);
const JOBS = 1_000;
const CONCURRENCY = 200;
const STALL_MS = 2_000;
/** Between the store's clock striking and our being told, on a busy machine; less than the 30 s of the default. */
const SLACK_MS = 15_000;
const WORKER = fileURLToPath(new URL("testing/killed-worker.ts", import.meta.url));

const BACKENDS: [string, () => Promise<TestBackend>][] = [
  ["PostgreSQL", startPostgres],
  ["Redis", startRedis],
];

describe.each(BACKENDS)("a worker killed in the middle of 1,000 jobs on %s", (_name, start) => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-kill-"));
  const children = new Set<ChildProcess>();
  const stalledAt = new Map<string, number>();
  let backend: TestBackend;
  let harness: Harness;
  beforeAll(async () => {
    backend = await start();
    harness = new Harness(backend.options);
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await harness?.close();
    await backend?.stop();
    rmSync(folder, { recursive: true });
  });

  function startWorker(queue: string, effectsFile: string): ChildProcess {
    const child = fork(WORKER, { execArgv: ["--import", "tsx"] });
    children.add(child);
    child.on("message", ({ stalled, at }: StalledMessage) => stalledAt.set(stalled, at));
    const options = { backend: backend.options, queue, concurrency: CONCURRENCY, stallMs: STALL_MS, effectsFile };
    child.send(options satisfies KilledWorkerOptions);
    return child;
  }

  it.each(Array.from({ length: ROUNDS }, (_, at) => at + 1))(
    "loses none and leaves none stuck, round %i",
    async (round) => {
      const { store } = harness;
      const queue = harness.newQueue();
      const effectsFile = join(folder, `effects-${round}`);
      writeFileSync(effectsFile, "");
      const effects = () => readFileSync(effectsFile, "utf8").split("\n").slice(0, -1);
      const added = (
        await store.add(
          queue,
          Array.from({ length: JOBS }, (_, at) => appJob(at)),
        )
      ).map(({ id }) => id);
      const victim = startWorker(queue, effectsFile);
      // It works alone first: on a busy machine it might else be killed before it has taken a job.
      await until(() => effects().length > 0);
      // Another stands by, as in production: it finds what the victim leaves behind.
      const heir = startWorker(queue, effectsFile);
      await until(() => effects().length >= 100 + Math.floor(Math.random() * 300));
      const killed = once(victim, "exit");
      victim.kill("SIGKILL");
      await killed;
      const killedAt = Date.now();
      const counts = await until(async () => {
        const state = await store.summary(queue);
        return state.counts.completed === JOBS ? state.counts : null;
      }, 60_000);
      expect(counts).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0, completed: JOBS });
      // The counter goes by the id, so that a run that came twice counts once.
      expect(new Set(effects())).toEqual(new Set(added));
      const stalled = added.flatMap((id) => stalledAt.get(id) ?? []);
      expect(stalled.length).toBeGreaterThan(0);
      expect(Math.max(...stalled) - killedAt).toBeLessThanOrEqual(STALL_MS + SLACK_MS);
      heir.disconnect();
      await once(heir, "exit");
    },
  );
});
