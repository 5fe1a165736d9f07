import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";
import { appQueueName, parseAppQueueName } from "./names.ts";
import { searchForms } from "./search-terms.ts";
import { decodeData, encodeData, unescapeCut } from "./stored-data.ts";
import { isUnreachable } from "./unavailable.ts";

describe("backoffMs", () => {
  it("doubles up to an hour and takes its share of chance", () => {
    const backoff = { type: "exponential", delayMs: 1_000, jitter: 0.5 } as const;
    expect([1, 2, 3, 30].map((failures) => backoffMs(backoff, failures, () => 1))).toEqual([
      1_000, 2_000, 4_000, 3_600_000,
    ]);
    expect([1, 2, 3].map((failures) => backoffMs(backoff, failures, () => 0))).toEqual([500, 1_000, 2_000]);
    const fixed = { type: "fixed", delayMs: 86_400_000, jitter: 0 } as const;
    expect([1, 9].map((failures) => backoffMs(fixed, failures))).toEqual([86_400_000, 86_400_000]);
  });
});

describe("stored data", () => {
  it("comes back as it went in, name and payload last", () => {
    const envelope = { v: 1, target: '"payload":"', by: "x", payload: { "": '"name":"' } };
    const stored = encodeData("apps", 'a "name"', envelope);
    expect(stored).toMatch(/,"name":"a \\"name\\"","payload":"\{/);
    expect(decodeData("apps", JSON.parse(stored))).toEqual({ data: envelope, payload: envelope.payload });
    expect(decodeData("platform", JSON.parse(encodeData("platform", "n", [1])))).toEqual({ data: [1], payload: [1] });
    expect(encodeData("foreign", "n", { a: 1 })).toBe('{"a":1}');
  });

  it("is cut anywhere", () => {
    const text = JSON.stringify('a"b\\c\u0001\n').slice(1, -1);
    for (let end = 0; end <= text.length; end++)
      expect('a"b\\c\u0001\n'.startsWith(unescapeCut(text.slice(0, end)))).toBe(true);
  });
});

describe("searchForms", () => {
  it("takes JSON typed with spaces as it is stored", () => {
    expect(searchForms('"Order": 7, "x"')).toContain('"order":7,"x"');
    expect(searchForms("Hello, world")).toContain("hello, world");
    expect(searchForms("ÄB")).toEqual(["Äb", "äb"]);
  });
});

describe("names of app queues", () => {
  it("are taken apart as they were put together", () => {
    expect(parseAppQueueName(appQueueName("default", "emails"))).toEqual({ projectId: "default", queue: "emails" });
    expect([parseAppQueueName("instance"), parseAppQueueName(".x"), parseAppQueueName("x.")]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("isUnreachable", () => {
  it("tells a store that is gone from one that answers with an error", () => {
    const withCode = (code: string) => Object.assign(new Error("x"), { code });
    for (const code of ["ECONNREFUSED", "57P01", "57P03", "08006", "53300"])
      expect(isUnreachable(withCode(code))).toBe(true);
    for (const code of ["23505", "22P02", "42601"]) expect(isUnreachable(withCode(code))).toBe(false);
    expect(isUnreachable(new AggregateError([withCode("ECONNREFUSED")]))).toBe(true);
    expect(isUnreachable(new Error("WRONGTYPE Operation against a key"))).toBe(false);
    expect(isUnreachable(new Error("Stream isn't writeable and enableOfflineQueue options is false"))).toBe(true);
  });
});
