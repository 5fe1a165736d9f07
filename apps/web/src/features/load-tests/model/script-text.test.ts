import { expect, it } from "vitest";
import { offsetOf, placeIssues, readScriptText } from "./script-text.ts";

it("reads a script, and says where JSON ends to be JSON", () => {
  const script = {
    baseUrl: "https://a.example",
    load: { mode: "open", stages: [{ durationMs: 1000, rate: 1 }] },
    scenarios: [{ name: "a", steps: [{ type: "request", url: "/" }] }],
  };
  expect(readScriptText(JSON.stringify(script)).ok).toBe(true);
  const broken = readScriptText('{\n  "load": }');
  expect(broken.issues).toMatchObject([{ path: "" }]);
  expect(placeIssues('{\n  "load": }', broken.issues)[0]?.place).toEqual({ line: 2, column: 11 });
});

it("places issues at their values, from top to bottom", () => {
  const text = JSON.stringify({ load: { mode: "open", stages: [] }, scenarios: [] }, null, 2);
  const placed = placeIssues(text, readScriptText(text).issues);
  expect(placed.map(({ path, place }) => [path, place?.line])).toEqual([
    ["load.stages", 4],
    ["scenarios", 6],
  ]);
  const [first] = placed;
  expect(text.slice(offsetOf(text, first?.place ?? { line: 1, column: 1 }))).toMatch(/^\[\]/);
});
