import { loadScriptSchema } from "@plimsoll/core";
import { expect, it } from "vitest";
import { emptyScript } from "./draft.ts";
import { guessFormat, mergeImport } from "./import-format.ts";

it("knows a format by its look or its file's name", () => {
  expect(guessFormat('{ "log": {"entries": []}}')).toBe("har");
  expect(guessFormat("{}", "shop.HAR")).toBe("har");
  expect(guessFormat("  curl 'https://a.example'")).toBe("curl");
  expect(guessFormat("openapi: 3.1.0")).toBe("openapi");
  expect(guessFormat('{\n  "openapi": "3.0.0"')).toBe("openapi");
  expect(guessFormat("hello")).toBeNull();
});

it("takes the steps and leaves load and thresholds as they were", () => {
  const imported = loadScriptSchema.parse({
    baseUrl: "https://a.example",
    load: { mode: "closed", stages: [{ durationMs: 1, users: 1 }] },
    scenarios: [{ name: "recorded", steps: [{ type: "request", url: "/cart" }] }],
  });
  const merged = mergeImport({ ...emptyScript(), baseUrl: "https://old.example" }, imported);
  expect(merged).toMatchObject({ baseUrl: "https://a.example", load: { mode: "open" } });
  expect(merged.scenarios.map((scenario) => scenario.name)).toEqual(["recorded"]);
  expect(merged.thresholds).toHaveLength(2);
});
