// Runs the native TypeScript compiler on the package it is called from, or on the folder of it that is given.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = dirname(createRequire(import.meta.url).resolve("@typescript/native/package.json"));
const result = spawnSync(process.execPath, [join(root, "bin", "tsc"), "--noEmit", "-p", process.argv[2] ?? "."], {
  stdio: "inherit",
});
process.exit(result.status ?? 1);
