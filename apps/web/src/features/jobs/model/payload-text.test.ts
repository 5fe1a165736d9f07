import { expect, it } from "vitest";
import { formatJson, isSameJson, parsePayload } from "./payload-text.ts";

it("reads JSON back as it was written", () => {
  const value = { to: "ada@example.com", lines: [1, null, "ü"] };
  expect(parsePayload(formatJson(value))).toEqual({ ok: true, value });
  expect(formatJson(undefined)).toBe("null");
});

it.each([
  ["", "Empty text is no JSON; for nothing write null."],
  ['{"a":1,}', "Not JSON, see line 1, column 8."],
  ['{\n  "a": x\n}', "Not JSON, see line 2, column 8."],
  ["hello", "Not JSON, see line 1, column 1."],
  ["[1, 2", "Not JSON: it ends too early."],
  ['{"a": "b', "Not JSON: it ends too early."],
])("says where %j is wrong", (text, message) => {
  expect(parsePayload(text)).toEqual({ ok: false, message });
});

it("knows the same JSON whatever its spacing", () => {
  expect(isSameJson(JSON.parse('{ "a" : [1] }'), { a: [1] })).toBe(true);
  expect(isSameJson({ a: 1 }, { a: "1" })).toBe(false);
});
