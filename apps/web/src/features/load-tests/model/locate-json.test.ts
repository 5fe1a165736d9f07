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

it("finds where a text ends to be JSON", () => {
  const place = (broken: string) => {
    const found = jsonErrorPlace(broken);
    return found && `${found.line}:${found.column}`;
  };
  expect(place(text)).toBeNull();
  expect(place(' [1, -2.5e3, "\\u0041", true, null, {}] ')).toBeNull();
  expect(place('{\n  "a": }')).toBe("2:8");
  expect(place('{\n  "a": 1,\n}')).toBe("3:1");
  expect(place('{"a" 1}')).toBe("1:6");
  expect(place("[1 2]")).toBe("1:4");
  expect(place('["a]')).toBe("1:2");
  expect(place("{} x")).toBe("1:4");
  expect(place("{")).toBe("1:2");
});
