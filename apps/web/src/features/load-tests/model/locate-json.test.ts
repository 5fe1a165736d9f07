import { expect, it } from "vitest";
import { jsonErrorPlace, locateJson } from "./locate-json.ts";

const text = `{
  "load": { "mode": "open", "stages": [
    { "rate": -1 }, { "rate": 10, "text": "a \\"}] b" }
  ] },
  "scenarios": []
}`;

it("finds values by their path", () => {
  const places = locateJson(text, ["load", "load.stages.0.rate", "load.stages.1.text", "scenarios"]);
  expect(places.get("load")).toEqual({ line: 2, column: 11 });
  expect(places.get("load.stages.0.rate")).toEqual({ line: 3, column: 15 });
  expect(places.get("load.stages.1.text")).toEqual({ line: 3, column: 43 });
  expect(places.get("scenarios")).toEqual({ line: 5, column: 16 });
});

it("leads to what is around something missing", () => {
  const places = locateJson(text, ["load.stages.1.durationMs", "data.0.name"]);
  expect(places.get("load.stages.1.durationMs")).toEqual({ line: 3, column: 21 });
  expect(places.get("data.0.name")).toEqual({ line: 1, column: 1 });
});

it("reads the place from the parser's message", () => {
  expect(jsonErrorPlace("{\n x", "Expected property name in JSON at position 3 (line 2 column 2)")).toEqual({
    line: 2,
    column: 2,
  });
  expect(jsonErrorPlace("{", "JSON.parse: end of data at line 1 column 2 of the JSON data")).toEqual({
    line: 1,
    column: 2,
  });
  expect(jsonErrorPlace("{", "no idea")).toBeNull();
});
