import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { testsOfAdding } from "./testing/adding.ts";
import {
  startPostgres,
  startRedis,
  startRedisCluster,
  startRedisSentinel,
  type TestBackend,
} from "./testing/backends.ts";
import { testsOfChanging } from "./testing/changing.ts";
import { testsOfFlows } from "./testing/flows.ts";
import { Harness } from "./testing/harness.ts";
import { testsOfLooking } from "./testing/looking.ts";
import { testsOfOutages } from "./testing/outage.ts";
import { testsOfRunning } from "./testing/running.ts";

const BACKENDS: [string, () => Promise<TestBackend>][] = [
  ["PostgreSQL", startPostgres],
  ["Redis", startRedis],
  ["Redis Cluster", startRedisCluster],
  ["Redis Sentinel", startRedisSentinel],
];

describe.each(BACKENDS)("jobs on %s", (_name, start) => {
  let backend: TestBackend;
  let harness: Harness;
  beforeAll(async () => {
    backend = await start();
    harness = new Harness(backend.options);
  });
  afterEach(() => harness.stopWorkers());
  afterAll(async () => {
    await harness?.close();
    await backend?.stop();
  });

  describe("adding", () => testsOfAdding(() => harness));
  describe("flows", () => testsOfFlows(() => harness));
  describe("running", () => testsOfRunning(() => harness));
  describe("looking", () => testsOfLooking(() => harness));
  describe("changing", () => testsOfChanging(() => harness));
  describe("outages", () =>
    testsOfOutages(
      () => backend,
      () => harness,
    ));
});
