import { describe, expect, it } from "vitest";
import type { SpanFilter } from "../contracts/traces.ts";
import { completionsAt, formatTraceQuery, parseDurationNanos, parseTraceQuery } from "./index.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

function filterOf(text: string): SpanFilter {
  const parsed = parseTraceQuery(text);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => `${error.column}: ${error.message}`).join("\n"));
  return parsed.filter;
}
function errorsOf(text: string): [number, number, string][] {
  const parsed = parseTraceQuery(text);
  return parsed.ok ? [] : parsed.errors.map((error) => [error.column, error.length, error.message]);
}

describe("parseTraceQuery", () => {
  it("reads the empty text as no filter", () => {
    expect(filterOf("")).toEqual({});
    expect(filterOf("  \n ")).toEqual({});
  });

  it("reads the example of the documentation", () => {
    const text = `service:checkout status:error duration>250ms http.route:"/cart/:id" -service:cart kind:server trace:${TRACE}`;
    expect(filterOf(text)).toEqual({
      service: "checkout",
      status: "error",
      minDurationMs: 250.000001,
      attributes: [{ key: "http.route", op: "=", value: "/cart/:id" }],
      not: { service: ["cart"] },
      kind: "server",
      traceId: TRACE,
    });
  });

  it("keeps every operator of attributes apart", () => {
    expect(filterOf('a:1 b!=x c>1 d>=2.5 e<-3 f<=4e2 g~"b c" h:* has:i j="2" -k:y l=true !m!=z').attributes).toEqual([
      { key: "a", op: "=", value: 1 },
      { key: "b", op: "!=", value: "x" },
      { key: "c", op: ">", value: 1 },
      { key: "d", op: ">=", value: 2.5 },
      { key: "e", op: "<", value: -3 },
      { key: "f", op: "<=", value: 400 },
      { key: "g", op: "contains", value: "b c" },
      { key: "h", op: "exists" },
      { key: "i", op: "exists" },
      { key: "j", op: "=", value: "2" },
      { key: "k", op: "!=", value: "y" },
      { key: "l", op: "=", value: true },
      { key: "m", op: "=", value: "z" },
    ]);
  });

  it("does not turn text into a number that would be written differently", () => {
    for (const value of ["007", "1e3", "12345678901234567890", "1.0", "+1"]) {
      expect(filterOf(`a:${value}`).attributes).toEqual([{ key: "a", op: "=", value }]);
    }
  });

  it("reads values that hold operators and colons", () => {
    expect(filterOf("url:http://a.b/c?d=e&f>1 service:a:b")).toEqual({
      service: "a:b",
      attributes: [{ key: "url", op: "=", value: "http://a.b/c?d=e&f>1" }],
    });
  });

  it("resolves escapes in either kind of quotes", () => {
    expect(filterOf(String.raw`a:"say \"hi\"\n\t\\" b:'it\'s'`).attributes).toEqual([
      { key: "a", op: "=", value: 'say "hi"\n\t\\' },
      { key: "b", op: "=", value: "it's" },
    ]);
  });

  it("takes a key in quotes as an attribute, whatever it is called", () => {
    expect(filterOf(`"name":x "a b:c"~y`).attributes).toEqual([
      { key: "name", op: "=", value: "x" },
      { key: "a b:c", op: "contains", value: "y" },
    ]);
  });

  it("allows spaces around comparisons and joins with AND", () => {
    expect(filterOf("duration > 1s AND http.status_code >= 500")).toEqual({
      minDurationMs: 1000.000001,
      attributes: [{ key: "http.status_code", op: ">=", value: 500 }],
    });
  });

  it("narrows several durations to one range", () => {
    expect(filterOf("duration>=1ms duration>=5ms duration<=1s duration:<=1m")).toEqual({
      minDurationMs: 5,
      maxDurationMs: 1000,
    });
    expect(filterOf("duration=2ms")).toEqual({ minDurationMs: 2, maxDurationMs: 2 });
    expect(errorsOf("duration>2s duration<1s")).toEqual([[13, 11, expect.stringContaining("No duration meets")]]);
  });

  it("takes a trace id or a traceparent that stands alone", () => {
    expect(filterOf(TRACE.toUpperCase())).toEqual({ traceId: TRACE });
    expect(filterOf(`00-${TRACE}-00f067aa0ba902b7-01`)).toEqual({ traceId: TRACE });
  });

  it("collects negated properties", () => {
    expect(filterOf("-service:a service!=b -status:unset kind!=client -operation:'GET /'")).toEqual({
      not: { service: ["a", "b"], status: ["unset"], kind: ["client"], operation: ["GET /"] },
    });
  });

  it("gives the place of each term", () => {
    const parsed = parseTraceQuery(" service:a  -b:'c d'");
    expect(parsed).toMatchObject({
      ok: true,
      terms: [
        { start: 1, end: 10, field: "service", key: "service", op: ":", value: "a", negated: false },
        { start: 12, end: 20, field: "attribute", key: "b", op: ":", value: "c d", negated: true },
      ],
    });
  });

  it.each([
    ["service:", 1, 8, "has no value"],
    ["service: status:error", 1, 8, "has no value"],
    ["status:bad", 8, 3, "one of ok, error, unset"],
    ["kind:x", 6, 1, "one of server"],
    ["duration>250", 10, 3, "as 250ms"],
    ["duration>fast", 10, 4, "not a duration"],
    ["duration~1s", 9, 1, "cannot be compared with ~"],
    ["-duration>1s", 1, 12, "cannot be negated"],
    ["hello", 1, 5, "stands alone"],
    ["a:1 OR b:2", 5, 2, "OR is not supported"],
    ["operation:GET /cart", 15, 5, "quotes"],
    ['a:"open', 3, 5, "never closed"],
    [String.raw`a:"\q"`, 4, 2, "not an escape"],
    [":x", 1, 1, "key is missing"],
    ["trace:12", 7, 2, "32 hexadecimal"],
    [`trace:${"0".repeat(32)}`, 7, 32, "not all of them zero"],
    ["a>b", 3, 1, "not a number"],
    ["-a:*", 1, 4, "leave out the minus"],
    ["service:*", 1, 9, "Every span has a service"],
    ["service:a service:b", 11, 9, "keep one"],
    ["-", 1, 1, "stands alone"],
    ["é:ü status:ñ", 12, 1, "not a status"],
  ])("points at the wrong part of %s", (text, column, length, message) => {
    expect(errorsOf(text)).toEqual([[column, length, expect.stringContaining(message)]]);
  });

  it("reports every error, in order", () => {
    expect(errorsOf("x status:bad a>b").map(([column]) => column)).toEqual([1, 10, 16]);
  });

  it("refuses what would not fit the contract", () => {
    expect(errorsOf("x".repeat(5000))[0]?.[0]).toBe(4097);
    const many = Array.from({ length: 33 }, (_, index) => `k${index}:v`).join(" ");
    expect(errorsOf(many)).toHaveLength(1);
    expect(errorsOf(`${"k".repeat(300)}:v`)).toHaveLength(1);
  });

  it("never throws, whatever is typed", () => {
    const alphabet = [
      "a",
      "service",
      "duration",
      ":",
      "=",
      "!",
      ">",
      "<",
      "~",
      '"',
      "'",
      "\\",
      " ",
      "-",
      "*",
      "1ms",
      "é",
    ];
    let seed = 1;
    for (let round = 0; round < 5000; round++) {
      let text = "";
      for (let part = 0; part < 8; part++) {
        seed = (seed * 48271) % 2147483647;
        text += alphabet[seed % alphabet.length];
      }
      const parsed = parseTraceQuery(text);
      if (parsed.ok) expect(filterOf(formatTraceQuery(parsed.filter)), text).toEqual(parsed.filter);
      else expect(parsed.errors.every((error) => error.column >= 1 && error.column <= text.length + 1)).toBe(true);
      for (let caret = 0; caret <= text.length; caret++) {
        const { start, end } = completionsAt(text, caret);
        expect(start <= end && end <= text.length && start <= caret).toBe(true);
      }
    }
  });
});

describe("formatTraceQuery", () => {
  it.each<SpanFilter>([
    {},
    { service: "a b", operation: 'GET "/x"', status: "ok", kind: "client", traceId: TRACE },
    { minDurationMs: 250, maxDurationMs: 1500.5 },
    { minDurationMs: 250.000001, maxDurationMs: 999.999999 },
    { minDurationMs: 0.000001 },
    {
      attributes: [
        { key: "name", op: "=", value: "true" },
        { key: "has", op: "exists" },
        { key: "-x", op: "!=", value: 3 },
      ],
    },
    {
      attributes: [
        { key: "a", op: "contains", value: "1" },
        { key: "b", op: "=", value: "*" },
        { key: "c", op: "=", value: "" },
      ],
    },
    {
      attributes: [
        { key: "a", op: "=", value: false },
        { key: "b", op: "<=", value: -0.5 },
        { key: "c", op: "=", value: "1e3" },
      ],
    },
    { not: { service: ["a", "b c"], operation: ["x"], status: ["ok"], kind: ["server"] } },
  ])("is read back unchanged: %j", (filter) => {
    expect(filterOf(formatTraceQuery(filter))).toEqual(filter);
  });

  it("writes what a person would", () => {
    const text = "service:checkout status:error duration>250ms http.route:/cart/:id -service:cart";
    expect(formatTraceQuery(filterOf(text))).toBe(text);
  });
});

describe("parseDurationNanos", () => {
  it.each([
    ["1ns", 1],
    ["1.5us", 1500],
    ["430µs", 430_000],
    ["250ms", 250e6],
    ["1m30s", 90e9],
    ["2h", 7200e9],
    ["0", 0],
    ["", null],
    ["5", null],
    ["5 ms", null],
    ["-5ms", null],
    ["1d", null],
  ])("%s", (text, nanos) => {
    expect(parseDurationNanos(text)).toBe(nanos);
  });
});

describe("completionsAt", () => {
  const at = (marked: string) => completionsAt(marked.replace("|", ""), marked.indexOf("|"));

  it("expects a key at the beginning and between terms", () => {
    expect(at("|")).toEqual({ expected: "key", prefix: "", start: 0, end: 0 });
    expect(at("service:a |")).toEqual({ expected: "key", prefix: "", start: 10, end: 10 });
    expect(at("service:a ht|tp")).toEqual({ expected: "key", prefix: "ht", start: 10, end: 14 });
    expect(at("-ser|")).toEqual({ expected: "key", prefix: "ser", start: 1, end: 4 });
    expect(at("has:db|")).toEqual({ expected: "key", prefix: "db", start: 4, end: 6 });
  });

  it("expects an operator behind a key and a space", () => {
    expect(at("duration |")).toMatchObject({
      expected: "operator",
      key: "duration",
      field: "duration",
      start: 9,
      end: 9,
    });
    expect(at("a !|= b")).toMatchObject({ expected: "operator", key: "a", prefix: "!", start: 2, end: 4 });
  });

  it("expects a value behind an operator", () => {
    expect(at("status:|")).toMatchObject({
      expected: "value",
      key: "status",
      prefix: "",
      start: 7,
      end: 7,
      choices: ["ok", "error", "unset"],
    });
    expect(at("http.route:/ca|rt x:y")).toMatchObject({
      expected: "value",
      key: "http.route",
      prefix: "/ca",
      start: 11,
      end: 16,
    });
    expect(at('operation:"GET /c|')).toMatchObject({
      expected: "value",
      field: "operation",
      prefix: "GET /c",
      start: 10,
      end: 17,
    });
    expect(at("duration > |")).toMatchObject({ expected: "value", key: "duration", op: ">", start: 11, end: 11 });
    expect(at("service: |")).toMatchObject({ expected: "key" });
  });
});
