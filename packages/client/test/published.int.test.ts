import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const packageFolder = join(import.meta.dirname, "..");
const modules = join(dirname(require.resolve("@trpc/client/package.json")), "..", "..");
const compiler = join(modules, "@typescript", "native", "bin", "tsc");

const CONSUMER = `
import { createPlimsollClient, JobRequestError, verifyJobRequest, type AppRouter, type PlimsollClient } from "@plimsoll/client";

const client: PlimsollClient = createPlimsollClient({ url: "http://127.0.0.1:1", apiKey: "plim_key", retries: 0 });
export async function walk() {
  const added = await client.jobs.enqueue.mutate({ queue: "emails", name: "welcome", payload: { to: ["ada"], n: 1 }, retries: 2 });
  const id: string = added.id;
  const page = await client.jobs.list.query({ queue: "emails", state: "failed" });
  const first: string | undefined = page.items[0]?.payloadPreview;
  const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
  const traces = await client.traces.search.query(range);
  client.queues.live.subscribe({}, { onData: (batch) => console.log(batch.at.length, batch.items[0]?.counts.waiting.toFixed()) });
  return [id, first, traces.items.length.toFixed()];
}
export type Router = AppRouter["_def"]["record"]["jobs"];
export async function wrong() {
  // @ts-expect-error: a queue is text
  await client.jobs.enqueue.mutate({ queue: 1, name: "welcome" });
  // @ts-expect-error: there is no such procedure
  await client.jobs.vanish.mutate({});
  // @ts-expect-error: an answer is not just anything
  const none: number = (await client.jobs.list.query({ queue: "emails", state: "failed" })).nextCursor;
  return none;
}
try {
  verifyJobRequest<{ to: string }>({ headers: {}, body: "", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }).payload.to.trim();
} catch (error) {
  console.log(error instanceof JobRequestError && error.code);
}
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-client-"));
  await run(process.execPath, [join(packageFolder, "scripts", "build.mjs"), join(folder, "dist")]);
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: join(folder, "dist") });
  const installed = join(folder, "consumer", "node_modules", "@plimsoll", "client");
  mkdirSync(installed, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(folder, "dist", "package.json"), "utf8")) as { version: string };
  await run("tar", ["-xzf", join(folder, `plimsoll-client-${version}.tgz`), "-C", installed, "--strip-components=1"]);
  // What npm would install beside it; nothing else of the workspace can be found from there.
  mkdirSync(join(folder, "consumer", "node_modules", "@types"));
  for (const name of ["@trpc", join("@types", "node"), "undici-types"]) {
    symlinkSync(join(modules, name), join(folder, "consumer", "node_modules", name));
  }
  writeFileSync(join(folder, "consumer", "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "consumer", "main.ts"), CONSUMER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the published package", () => {
  it("needs nothing of the workspace", () => {
    const files = [
      "index.js",
      "index.d.ts",
      "create-plimsoll-client.d.ts",
      "app-router.d.ts",
      "verify-job-request.d.ts",
    ];
    for (const file of files) {
      const text = readFileSync(join(folder, "consumer", "node_modules", "@plimsoll", "client", file), "utf8");
      expect(text, file).not.toMatch(/from "@plimsoll\/|import\("|\.ts"/);
    }
  });

  it.each(["nodenext", "bundler"])("gives a consumer the types of the whole API (%s)", async (resolution) => {
    const options = ["--noEmit", "--strict", "--target", "es2023", "--types", "node", "--skipLibCheck", "false"];
    const module = resolution === "nodenext" ? "nodenext" : "esnext";
    const args = [compiler, ...options, "--module", module, "--moduleResolution", resolution, "main.ts"];
    const found = await run(process.execPath, args, { cwd: join(folder, "consumer") }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    // tRPC's own declarations name the package `ws`, which they do not bring along.
    const ours = found.split("\n").filter((line) => line && !line.includes("@trpc/server/dist/ws-"));
    expect(ours).toEqual([]);
  });

  it("runs in plain Node", async () => {
    const code = `import { createPlimsollClient, verifyJobRequest } from "@plimsoll/client";
      const client = createPlimsollClient({ url: "http://127.0.0.1:1", apiKey: "k", retries: 0 });
      await client.jobs.enqueue.mutate({ queue: "a", name: "b" }).catch((error) => console.log(error.name));
      try { verifyJobRequest({ headers: {}, body: "", secret: [] }) } catch (error) { console.log(error.code) }`;
    writeFileSync(join(folder, "consumer", "main.js"), code);
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: join(folder, "consumer") });
    expect(stdout.trim().split("\n")).toEqual(["TRPCClientError", "MISSING_HEADER"]);
  });
});
