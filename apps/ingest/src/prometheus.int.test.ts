import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealIngest, startRealIngest } from "../test/real-ingest.ts";
import { KEYS } from "../test/start-test-ingest.ts";

const program = process.env["PLIMSOLL_TEST_PROMETHEUS"] ?? "prometheus";
const folder = mkdtempSync(join(tmpdir(), "plimsoll-prometheus-"));
/** What the scraped process counts, one value after the other once the last is stored: falls where it restarts. */
const COUNTED = [1000, 1005, 1009, 2, 6, 11];

const isInstalled = program !== "" && spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;

let real: RealIngest;
let target: Server;
let prometheus: ChildProcess | undefined;
let step = 0;

beforeAll(async () => {
  real = await startRealIngest({ PLIMSOLL_INGEST_AUTH: "key" });
  target = createServer((_, response) => {
    response.end(
      `# TYPE jobs_total counter\njobs_total{queue="mail"} ${COUNTED[step] ?? COUNTED.at(-1)}\n# TYPE depth gauge\ndepth 7.5\n`,
    );
  });
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
});
afterAll(async () => {
  if (prometheus && prometheus.exitCode === null) {
    const exited = once(prometheus, "exit");
    prometheus.kill("SIGKILL");
    await exited;
  }
  target.close();
  await real.stop();
  rmSync(folder, { recursive: true, force: true });
});

function startPrometheus(): ChildProcess {
  const config = join(folder, "prometheus.yml");
  writeFileSync(
    config,
    `global: { scrape_interval: 500ms, scrape_timeout: 500ms }
scrape_configs:
  - job_name: shop
    static_configs: [{ targets: ["127.0.0.1:${(target.address() as AddressInfo).port}"] }]
remote_write:
  - url: ${real.url}/api/v1/write
    basic_auth: { username: prometheus, password: ${KEYS.ingest} }
    queue_config: { batch_send_deadline: 200ms }
`,
  );
  return spawn(
    program,
    [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "data")}`, "--web.listen-address=127.0.0.1:0"],
    { stdio: "ignore" },
  );
}

// `npm test` installs it where it may, and says so where it may not.
describe.skipIf(!isInstalled)("Prometheus itself", () => {
  it("writes into Plimsoll: labels, values, and streams that begin anew where a counter fell", async () => {
    prometheus = startPrometheus();
    // Each value once, by the time it was first seen: a scrape may come twice, or late on a busy machine.
    const stored = (): Promise<[number, number, number][]> =>
      real.client.rows(
        `SELECT value, dense_rank() OVER (ORDER BY start_ts), has_start FROM plimsoll.metric_points
         WHERE project_id = 'of-the-key' AND metric = 'jobs_total'
         GROUP BY value, start_ts, has_start ORDER BY min(ts)`,
        (row) => [Number(row[0]), Number(row[1]), Number(row[2])],
      );
    const expected = COUNTED.map((value, index) => (index < 3 ? [value, 1, 0] : [value, 2, 1]));
    for (step = 0; step < COUNTED.length; step++) {
      await expect.poll(stored, { timeout: 60_000 }).toEqual(expected.slice(0, step + 1));
    }
    const series = await real.client.rows(
      `SELECT metric, kind, monotonic, service, attributes['queue'], attributes['job'] FROM plimsoll.metric_series
       WHERE metric IN ('jobs_total', 'depth') GROUP BY ALL ORDER BY metric`,
      (row) => row.slice(0, 6),
    );
    expect(series).toEqual([
      ["depth", 1, 0, "shop", "", "shop"],
      ["jobs_total", 2, 1, "shop", "mail", "shop"],
    ]);
  }, 180_000);
});
