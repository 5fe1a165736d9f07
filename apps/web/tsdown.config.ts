import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { server: "server/main.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: "dist",
  outExtensions: () => ({ js: ".mjs" }),
  dts: false,
  deps: { alwaysBundle: [/^@plimsoll\//] },
});
