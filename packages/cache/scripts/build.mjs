// Builds what is published (`npm publish packages/cache/dist`): JavaScript and declarations of both entries, and a manifest
// that needs nothing of the workspace. Usage: node scripts/build.mjs [FOLDER]
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import ts from "typescript";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = resolve(process.argv[2] ?? join(folder, "dist"));
const source = join(folder, "src");
const entries = { index: "src/index.ts", "testing/index": "src/testing/index.ts" };

rmSync(dist, { recursive: true, force: true });
await build({
  config: false,
  cwd: folder,
  entry: entries,
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: dist,
  outExtensions: () => ({ js: ".js" }),
  dts: false,
  logLevel: "warn",
});

const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
const program = ts.createProgram(
  Object.values(entries).map((file) => join(folder, file)),
  { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: source, outDir: dist },
);
for (const file of program.getSourceFiles()) {
  if (relative(source, file.fileName).startsWith("..")) continue;
  program.emit(file, writeDeclaration, undefined, true);
}

/** Imports get the extension that a reader of the published package resolves. */
function writeDeclaration(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.replace(/((?:from|import) "\.{1,2}\/[^"]+)\.ts"/g, '$1.js"'));
}

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
  exports: {
    ".": { types: "./index.d.ts", default: "./index.js" },
    "./testing": { types: "./testing/index.d.ts", default: "./testing/index.js" },
  },
  files: ["**/*.js", "**/*.d.ts"],
  sideEffects: false,
  dependencies,
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(folder, "README.md"), join(dist, "README.md"));
copyFileSync(join(folder, "..", "..", "LICENSE"), join(dist, "LICENSE"));

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
