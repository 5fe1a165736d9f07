// The import rule for direct dependencies: `turbo boundaries` sees to it that nothing undeclared is imported and that
// no layer reaches upwards; this sees to it that no manifest declares a neighbour it must not use directly.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./prepare.mjs";

const ALLOWED = {
  core: [],
  observability: ["core"],
  db: ["core", "observability"],
  telemetry: ["core", "observability"],
  jobs: ["core", "observability"],
  outbound: ["core", "observability"],
  "load-engine": ["core", "outbound"],
  "security-checks": ["core", "outbound"],
  otlp: ["core", "telemetry"],
  embedded: ["core"],
  domain: ["core", "observability", "db", "telemetry", "jobs", "outbound", "load-engine", "security-checks", "otlp"],
  api: ["core", "observability", "domain"],
  client: [],
  cache: [],
};
const SCOPE = "@plimsoll/";
const APPS = new Set(["web", "ingest", "worker", "cli"]);

const problems = [];
for (const kind of ["packages", "apps", "examples"]) {
  for (const folder of readdirSync(join(root, kind))) {
    const manifest = JSON.parse(readFileSync(join(root, kind, folder, "package.json"), "utf8"));
    const direct = Object.keys(manifest.dependencies ?? {})
      .filter((name) => name.startsWith(SCOPE))
      .map((name) => name.slice(SCOPE.length));
    const say = (text) => problems.push(`${kind}/${folder}: ${text}`);
    if (kind === "packages" && !ALLOWED[folder])
      say("is not in the table of scripts/check-dependencies.mjs; add it with what it may use");
    for (const name of direct) {
      if (APPS.has(name)) say(`depends on the app ${name}; nothing imports an app`);
      else if (kind === "packages" && ALLOWED[folder] && !ALLOWED[folder].includes(name))
        say(`must not depend on ${name}`);
      else if (kind === "apps" && name === "embedded" && folder !== "cli")
        say("only the command and tests use the embedded stores");
    }
  }
}

/** Source files, tests left out: those may use the embedded stores. */
function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["node_modules", "dist", ".next", "generated", "e2e", "test", "testing"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}
for (const file of [...sources(join(root, "packages")), ...sources(join(root, "apps"))]) {
  const path = file.slice(root.length + 1);
  if (/^(packages\/embedded|apps\/cli)\//.test(path)) continue;
  if (/from "@plimsoll\/embedded/.test(readFileSync(file, "utf8")))
    problems.push(`${path}: only the command and tests use the embedded stores`);
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
