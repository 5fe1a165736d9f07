import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { expect, it } from "vitest";
import { writtenOrigins } from "./script-origins.ts";

const originsOf = (urls: string[], rest: Partial<LoadScriptInput> = {}) =>
  writtenOrigins(
    loadScriptSchema.parse({
      load: { mode: "open", stages: [{ durationMs: 1, rate: 1 }] },
      scenarios: [{ name: "a", steps: urls.map((url) => ({ type: "request", url })) }],
      ...rest,
    }),
  );

it("are those of absolute URLs and of the base, each once, variables filled in", () => {
  const baseUrl = "https://shop.example/api/";
  expect(originsOf(["/a", "b?x=http://not.example/", "https://shop.example:443/c"], { baseUrl })).toEqual([
    "https://shop.example",
  ]);
  const variables = { host: "pay.{{zone}}", zone: "example:8443", base: "http://other.example" };
  expect(originsOf(["https://{{host}}/x", "{{base}}/y"], { variables })).toEqual([
    "http://other.example",
    "https://pay.example:8443",
  ]);
  expect(originsOf(["HTTP://Some.Example:80/y"])).toEqual(["http://some.example"]);
  expect(originsOf(["https://{{users.host}}/x", "/no-base"])).toEqual([]);
});
