import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configSchema, loadConfig } from "../packages/core/src/config.ts";
import { envExample } from "./env-example.mjs";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, ".env.example"), "utf8");

test(".env.example is what the configuration schema says (if not: node --import tsx scripts/env-example.mjs)", () => {
  expect(text).toBe(envExample());
});

test("its values are the defaults: setting them all changes nothing", () => {
  const lines = [...text.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  const values = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
  expect(loadConfig(values)).toEqual(loadConfig({}));
  expect(Object.keys(values)).toEqual(expect.arrayContaining(Object.keys(configSchema.shape)));
});

test("docs/configuration.md has a row for each variable, with its default, and no row for others", () => {
  const page = readFileSync(join(root, "docs", "configuration.md"), "utf8");
  const rows = new Map(
    [...page.matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| ([^|]*) \|/gm)].map(([, name, value]) => [name, value.trim()]),
  );
  expect([...rows.keys()].sort()).toEqual(Object.keys(configSchema.shape).sort());
  for (const [name, schema] of Object.entries(configSchema.shape)) {
    const parsed = schema.safeParse(undefined);
    const value = parsed.success && parsed.data !== undefined ? String(parsed.data) : "";
    if (value) expect(rows.get(name), name).toBe(`\`${value}\``);
  }
});
