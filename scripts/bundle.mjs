// Bundles an app for Node: its own code and our packages into `dist`, packages from npm left where they are.
// Usage, from the app's folder: node ../../scripts/bundle.mjs NAME=ENTRY [NAME=ENTRY …]
import { build } from "tsdown";

const entry = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split("=", 2)));
await build({
  config: false,
  entry,
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: "dist",
  outExtensions: () => ({ js: ".mjs" }),
  dts: false,
  sourcemap: true,
  logLevel: "warn",
  deps: { alwaysBundle: [/^@plimsoll\//], neverBundle: [/^(?!@plimsoll\/)@?[a-z][^:]*$/] },
});
