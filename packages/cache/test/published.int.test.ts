import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const packageFolder = join(import.meta.dirname, "..");
const modules = join(dirname(require.resolve("ioredis/package.json")), "..");
const compiler = join(modules, "@typescript", "native", "bin", "tsc");

const CONSUMER = `
import { createCache, redisBus, redisStore, memcachedStore, type CacheNamespace } from "@plimsoll/cache";
import { memoryStore, storeConformance } from "@plimsoll/cache/testing";
import { Redis } from "ioredis";

export function connect(client: Redis, subscriber: Redis) {
  return createCache({ store: redisStore(client), bus: redisBus({ publisher: client, subscriber }) });
}
export const other = () => createCache({ store: memcachedStore({ port: 1 }) });
export const suite = storeConformance;
const cache = createCache({ store: memoryStore() });
const users: CacheNamespace = cache.namespace("users", { ttlMs: 60_000 });
const ada = await users.getOrSet("ada", async () => ({ name: "Ada" }), { tags: ["people"] });
console.log(ada.name.toUpperCase());
// @ts-expect-error: the factory's type is the value's
export const wrong: number = ada;
await cache.close();
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-cache-"));
  await run(process.execPath, [join(packageFolder, "scripts", "build.mjs"), join(folder, "dist")]);
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: join(folder, "dist") });
  const installed = join(folder, "consumer", "node_modules", "@plimsoll", "cache");
  mkdirSync(installed, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(folder, "dist", "package.json"), "utf8")) as { version: string };
  await run("tar", ["-xzf", join(folder, `plimsoll-cache-${version}.tgz`), "-C", installed, "--strip-components=1"]);
  // What npm would install beside it; nothing else of the workspace can be found from there.
  mkdirSync(join(folder, "consumer", "node_modules", "@types"));
  for (const name of ["@opentelemetry", "lru-cache", "ioredis", join("@types", "node"), "undici-types"]) {
    symlinkSync(join(modules, name), join(folder, "consumer", "node_modules", name));
  }
  writeFileSync(join(folder, "consumer", "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "consumer", "main.ts"), CONSUMER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the published package", () => {
  it("needs nothing of the workspace", () => {
    const installed = join(folder, "consumer", "node_modules", "@plimsoll", "cache");
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files).toEqual(expect.arrayContaining(["index.js", "index.d.ts", join("testing", "index.js"), "README.md"]));
    for (const file of files.filter((name) => /\.(js|d\.ts)$/.test(name)))
      expect(readFileSync(join(installed, file), "utf8"), file).not.toMatch(/from "@plimsoll\/|import\("|\.ts"/);
  });

  it.each(["nodenext", "bundler"])("gives a consumer its types (%s), and runs", async (resolution) => {
    const module = resolution === "nodenext" ? "nodenext" : "esnext";
    const options = ["--strict", "--target", "es2022", "--module", module, "--moduleResolution", resolution];
    const types = ["--types", "node", "--rootDir", ".", "--outDir", `out-${resolution}`];
    const cwd = join(folder, "consumer");
    await run(process.execPath, [compiler, ...options, ...types, "main.ts"], { cwd });
    const { stdout } = await run(process.execPath, [join(`out-${resolution}`, "main.js")], { cwd });
    expect(stdout.trim()).toBe("ADA");
  });
});
