import { expect, it } from "vitest";
import { describeData, formatOfFile } from "./data-text.ts";
import { emptyRequest } from "./draft.ts";
import { requestSummary } from "./request-summary.ts";

const set = { id: 1, name: "users", pick: "random" as const };

it("tells how rows are written in templates", () => {
  expect(describeData({ ...set, format: "csv", text: 'email,"name"\na@b.c,Ada\n\nd@e.f,Ed\n' })).toBe(
    "2 rows: {{users.email}}, {{users.name}}",
  );
  expect(describeData({ ...set, format: "json", text: '[{"a":1,"b":2,"c":3,"d":4,"e":5}]' })).toBe(
    "1 row: {{users.a}}, {{users.b}}, {{users.c}}, {{users.d}} …",
  );
  expect(describeData({ ...set, format: "json", text: "[" })).toBe("no rows yet");
  expect(formatOfFile("Users.JSON")).toBe("json");
});

it("sums up what a request has folded away", () => {
  expect(requestSummary(emptyRequest())).toBe("headers, body, checks");
  const step = { ...emptyRequest(), name: "buy", headers: [{ id: 1, name: "a", value: "b" }], timeoutMs: 5 };
  expect(requestSummary({ ...step, body: { ...step.body, type: "json" } })).toBe(
    "shown as “buy” · 1 header · JSON body · timeout of its own",
  );
});
