import { parseTraceQuery } from "@plimsoll/core";
import { expect, it } from "vitest";
import { serviceHref, traceSearchHref } from "./trace-links.ts";

it("writes queries that the parser reads back", () => {
  const href = traceSearchHref({
    service: 'my "shop"',
    operation: "GET /cart/:id",
    status: "error",
    minDurationMs: 1.5,
  });
  const query = new URL(href, "http://localhost").searchParams.get("q") ?? "";
  expect(parseTraceQuery(query)).toMatchObject({
    ok: true,
    filter: { service: 'my "shop"', operation: "GET /cart/:id", status: "error", minDurationMs: 1.5 },
  });
});

it("leads to all traces without terms, and keeps odd names whole", () => {
  expect(traceSearchHref({})).toBe("/traces");
  expect(serviceHref("a/b c")).toBe("/services/a%2Fb%20c");
});
