import { expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

it.each([
  [null, "/"],
  ["/traces?q=a#b", "/traces?q=a#b"],
  ["//evil.example/x", "/"],
  ["/\\evil.example/x", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["traces", "/"],
  ["/sign-in?next=/sign-in", "/"],
])("leads from %s to %s", (next, path) => {
  expect(safeNext(next, "http://localhost:3000")).toBe(path);
});
