// What every command of the repository needs first: a fitting Node, installed packages, a fresh build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = join(root, "node_modules", ".cache", "plimsoll", "build.json");

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Plimsoll needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command with its output shown (or kept back and shown when it fails) and rejects when it fails. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) return resolve(output);
      if (quiet) process.stderr.write(output);
      reject(new Error(`\`${command} ${args.join(" ")}\` failed`));
    });
  });
}

/** Says what it does, and every few seconds that it still does. */
async function announce(label, work) {
  const begin = Date.now();
  const seconds = () => `${Math.round((Date.now() - begin) / 1000)} s`;
  console.log(`${label} …`);
  const timer = setInterval(
    () => console.log(`  still ${label[0].toLowerCase()}${label.slice(1)} (${seconds()})`),
    15_000,
  );
  try {
    await work();
    console.log(`  done in ${seconds()}`);
  } catch (error) {
    console.error(`  ${error.message}`);
    process.exit(1);
  } finally {
    clearInterval(timer);
  }
}

export async function ensureInstalled() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".plimsoll-lock");
  const wanted = createHash("sha256").update(readFileSync(lock)).digest("hex");
  const current = existsSync(installed) ? readFileSync(installed, "utf8") : "";
  if (current === wanted) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await announce("Installing packages", () => run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]));
  writeFileSync(installed, wanted);
}

const SOURCE = /\.(ts|tsx|css|mjs|json|prisma|sql|svg)$/;
const SKIPPED = new Set(["node_modules", "dist", ".next", ".turbo", "generated", "e2e", "coverage", "test-results"]);

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) yield* sources(path);
    } else if (SOURCE.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

function fingerprint() {
  const hash = createHash("sha256").update(process.versions.node);
  const files = [
    ...sources(join(root, "apps")),
    ...sources(join(root, "packages")),
    join(root, "package-lock.json"),
    join(root, "turbo.json"),
  ];
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex");
}

const BUILT = [
  "apps/cli/dist/plimsoll.mjs",
  "apps/web/dist/server.mjs",
  "apps/web/.next/BUILD_ID",
  "apps/ingest/dist/main.mjs",
  "apps/worker/dist/main.mjs",
];

export async function ensureBuilt() {
  const current = fingerprint();
  const before = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")).fingerprint : "";
  if (before === current && BUILT.every((file) => existsSync(join(root, file)))) return;
  // The published client is no part of what runs.
  const task = ["run", "build", "--filter=!@plimsoll/client", "--output-logs=errors-only"];
  await announce("Building", () =>
    run(process.execPath, [join(root, "node_modules/turbo/bin/turbo"), ...task], { quiet: true }),
  );
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ fingerprint: current }));
}
