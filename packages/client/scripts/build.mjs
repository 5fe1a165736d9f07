// Builds what is published (`npm publish packages/client/dist`): one file of JavaScript, declarations in which the whole
// API is written out, and a manifest that needs nothing of the workspace. Usage: node scripts/build.mjs [FOLDER]
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import ts from "typescript";
import { printRouterTypes } from "./print-router-types.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = resolve(process.argv[2] ?? join(folder, "dist"));
const ROUTER = "app-router.d.ts";

const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
const program = ts.createProgram([join(folder, "src", "index.ts")], {
  ...options,
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: dist,
});

rmSync(dist, { recursive: true, force: true });
await build({
  config: false,
  cwd: folder,
  entry: { index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: dist,
  outExtensions: () => ({ js: ".js" }),
  dts: false,
  logLevel: "warn",
});

/** Own files only; imports get the extension that a reader of the published package resolves. */
function writeDeclaration(file, text) {
  if (!file.endsWith(".d.ts") || basename(file) === ROUTER) return;
  writeFileSync(join(dist, basename(file)), text.replace(/(from "\.\/[^"]+)\.ts"/g, '$1.js"'));
}
for (const source of program.getSourceFiles()) {
  if (dirname(source.fileName) === join(folder, "src")) program.emit(source, writeDeclaration, undefined, true);
}
writeFileSync(join(dist, ROUTER), printRouterTypes(program, join(folder, "src", "app-router.ts")));

const { name, version, description, license, type, engines, dependencies } = readJson(join(folder, "package.json"));
const manifest = {
  name,
  version,
  description,
  license,
  type,
  engines,
  main: "./index.js",
  types: "./index.d.ts",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  files: ["*.js", "*.d.ts"],
  sideEffects: false,
  // The types are made of @trpc/server's, which is released with the client under the same version.
  dependencies: { ...dependencies, "@trpc/server": dependencies["@trpc/client"] },
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(folder, "README.md"), join(dist, "README.md"));
copyFileSync(join(folder, "..", "..", "LICENSE"), join(dist, "LICENSE"));

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
