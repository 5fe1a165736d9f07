#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/plimsoll.mjs", import.meta.url);
if (!existsSync(entry)) {
  console.error("Plimsoll is not built yet. Run `npm start` once, or `npm run build`.");
  process.exit(1);
}
await import(entry.href);
