// `npm run bench -- NAME [options]`: runs bench/NAME.ts.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { ensureBuilt, ensureInstalled, requireNode, root } from "./prepare.mjs";

requireNode();
await ensureInstalled();
const [name, ...rest] = process.argv.slice(2);
const file = name && join(root, "bench", `${name}.ts`);
const names = readdirSync(join(root, "bench"))
  .filter((entry) => entry.endsWith(".ts") && entry !== "report.ts")
  .map((entry) => entry.slice(0, -3));
if (!file || !existsSync(file)) {
  console.error(`Usage: npm run bench -- NAME [--json FILE]\nThere are: ${names.join(", ")}`);
  process.exit(2);
}
await ensureBuilt();
const child = spawn(process.execPath, ["--import", "tsx", file, ...rest], { stdio: "inherit", cwd: root });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
