// There may be no container engine where tests run: these read the files as it would and compare them with the code.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configSchema, loadConfig } from "../packages/core/src/config.ts";
import { productionWorkspaces } from "./production-manifests.mjs";

const root = join(import.meta.dirname, "..");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8").replace(/\\\n/g, " ");
const compose = parse(readFileSync(join(root, "docker-compose.yml"), "utf8"), { merge: true });
const APPS = ["web", "ingest", "worker"];
const STORES = ["postgres", "clickhouse", "redis"];

/** Stages by name, each with its base and its instructions; what it inherits from its bases comes first. */
function readStages() {
  const stages = new Map();
  let current;
  for (const line of dockerfile.split("\n")) {
    const [, word, rest = ""] = /^([A-Z]+) +(.*)$/.exec(line.trim()) ?? [];
    if (word === "FROM") {
      const [, base, name] = /^(\S+) AS (\S+)$/.exec(rest);
      current = { base, own: [], all: [...(stages.get(base)?.all ?? [])] };
      stages.set(name, current);
    } else if (word) {
      current.own.push([word, rest]);
      current.all.push([word, rest]);
    }
  }
  return stages;
}

const stages = readStages();
const instructions = (stage, word) =>
  stages
    .get(stage)
    .all.filter(([each]) => each === word)
    .map(([, rest]) => rest);
const last = (stage, word) => instructions(stage, word).at(-1);

/** Value of a variable in compose with nothing set but what it demands. */
const withDefaults = (value) =>
  String(value).replace(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_, name, fallback) => fallback ?? (name === "PLIMSOLL_SECRET" ? "x".repeat(32) : "pw"),
  );

test("every stage builds on a pinned image or on an earlier stage", () => {
  for (const [name, { base }] of stages) expect(stages.has(base) || /^node:\d+-slim$/.test(base), name).toBe(true);
});

test("every source of a COPY exists: in the repository, or as the result of an earlier stage", () => {
  const produced = /^\/app\/apps\/(web|ingest|worker)\/(dist|\.next)$/;
  for (const [name, { own }] of stages) {
    for (const [word, rest] of own) {
      if (word !== "COPY") continue;
      const parts = rest.split(/\s+/);
      const from = parts[0].startsWith("--from=") ? parts.shift().slice(7) : undefined;
      if (from) expect(stages.has(from), `${name}: ${from}`).toBe(true);
      for (const source of parts.slice(0, -1)) {
        const isWholeTree = from && source === "/app";
        const path = from ? source.replace(/^\/app\/?/, "") : source;
        expect(isWholeTree || produced.test(source) || existsSync(join(root, path)), `${name}: ${source}`).toBe(true);
      }
    }
  }
});

test.each(APPS)("the image of %s runs its bundle as a user without rights, with production packages only", (app) => {
  expect(last(app, "USER")).toBe("node");
  expect(last(app, "HEALTHCHECK")).toBeTruthy();
  expect(last(app, "WORKDIR")).toBe(`/app/apps/${app}`);
  const entry = JSON.parse(last(app, "CMD")).at(-1);
  const supervised = readFileSync(join(root, "apps/cli/src/start/processes.ts"), "utf8");
  expect(supervised).toContain(`"${app}/${entry}"`);
  expect(instructions(app, "COPY")).toContain(`--from=${app}-packages /app ./`);
  const installed = productionWorkspaces(app).map(({ folder }) => folder);
  expect(installed).toContain("packages/db");
  expect(installed).not.toContain("packages/embedded");
});

test("images expose the ports that the configuration has as defaults", () => {
  const config = loadConfig({});
  expect(last("web", "EXPOSE")).toBe(String(config.PLIMSOLL_WEB_PORT));
  expect(last("ingest", "EXPOSE").split(" ").map(Number).sort()).toEqual(
    [config.PLIMSOLL_OTLP_GRPC_PORT, config.PLIMSOLL_OTLP_HTTP_PORT].sort(),
  );
  expect(instructions("web", "ENV").join(" ")).toContain("PLIMSOLL_HOST=0.0.0.0");
});

test("compose has the three programs and the three stores, each with a pinned image or a target of the Dockerfile", () => {
  expect(Object.keys(compose.services).sort()).toEqual([...APPS, ...STORES].sort());
  for (const app of APPS) expect(compose.services[app].build.target).toBe(app);
  for (const store of STORES) expect(compose.services[store].image).toMatch(/:\d+(\.\d+)?$/);
});

test.each(APPS)("%s gets variables that exist, a configuration that is valid, and waits for healthy stores", (app) => {
  const { environment, depends_on: dependsOn } = compose.services[app];
  expect(Object.keys(configSchema.shape)).toEqual(expect.arrayContaining(Object.keys(environment)));
  const config = loadConfig(
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, withDefaults(value)])),
  );
  expect(config.PLIMSOLL_INGEST_AUTH).toBe("key");
  expect(new URL(config.DATABASE_URL).hostname).toBe("postgres");
  expect(new URL(config.CLICKHOUSE_URL).hostname).toBe("clickhouse");
  expect(new URL(config.REDIS_URL).hostname).toBe("redis");
  for (const store of STORES) expect(dependsOn[store]).toEqual({ condition: "service_healthy" });
});

test("defaults in compose are those of the configuration", () => {
  const text = readFileSync(join(root, "docker-compose.yml"), "utf8");
  for (const [, name, fallback] of text.matchAll(/\$\{(PLIMSOLL_\w+):-([^}]+)\}/g)) {
    if (name === "PLIMSOLL_PUBLIC_URL") continue;
    expect(fallback, name).toBe(String(configSchema.shape[name].safeParse(undefined).data));
  }
});

test("every variable that compose asks for is explained in .env.example", () => {
  const example = readFileSync(join(root, ".env.example"), "utf8");
  const text = readFileSync(join(root, "docker-compose.yml"), "utf8");
  for (const [, name] of text.matchAll(/\$\{(\w+)/g)) expect(example).toContain(`\n# ${name}=`);
});

test("stores keep their data in volumes and tell when they are ready; nothing is privileged or open to other machines", () => {
  for (const store of STORES) {
    expect(compose.services[store].healthcheck.test.length).toBeGreaterThan(1);
    const [volume] = compose.services[store].volumes[0].split(":");
    expect(Object.keys(compose.volumes)).toContain(volume);
    expect(compose.services[store].ports).toBeUndefined();
  }
  for (const service of Object.values(compose.services)) {
    expect(service.privileged).toBeUndefined();
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});
