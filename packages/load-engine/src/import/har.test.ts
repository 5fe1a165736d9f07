import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { validateScript } from "../script/compile-script.ts";
import { importScript } from "./import-script.ts";

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const entry = (url: string, more: Record<string, unknown> = {}, request: Record<string, unknown> = {}) => ({
  startedDateTime: at(0),
  time: 50,
  request: { method: "GET", url, headers: [], cookies: [], ...request },
  response: { status: 200, content: { mimeType: "application/json" } },
  ...more,
});
const har = (...entries: unknown[]) => JSON.stringify({ log: { version: "1.2", entries } });
const stepsOf = (text: string) => importScript("har", text).script.scenarios[0]!.steps;

describe("a HAR file", () => {
  it("becomes its requests in order, with pauses, without what a browser fetches by itself", () => {
    const page = { _resourceType: "document", response: { status: 200, content: { mimeType: "text/html" } } };
    const text = har(
      entry("https://shop.example/", { ...page, startedDateTime: at(0), time: 100 }),
      entry("https://shop.example/api/orders/17?x=1", { startedDateTime: at(3_100) }),
      entry("https://shop.example/app.js", { startedDateTime: at(150), _resourceType: "script" }),
      entry("https://shop.example/logo", {
        startedDateTime: at(150),
        response: { status: 200, content: { mimeType: "image/png" } },
      }),
      entry("https://cdn.example/font.woff2", { startedDateTime: at(160) }),
      entry("https://stats.example/collect", { startedDateTime: at(170) }, { method: "POST" }),
      entry(
        "https://shop.example/api/cart",
        { startedDateTime: at(180) },
        {
          method: "POST",
          headers: [
            { name: ":authority", value: "shop.example" },
            { name: "Content-Type", value: "application/json" },
            { name: "Authorization", value: "Bearer abc" },
            { name: "Cookie", value: "sid=1" },
            { name: "sec-ch-ua", value: "x" },
            { name: "X-Template", value: "{{raw}}" },
          ],
          postData: { mimeType: "application/json", text: '{"sku":"{{a}}","n":2}' },
        },
      ),
      entry("https://shop.example/late", { startedDateTime: at(60_000) }),
      entry("data:text/plain,hello"),
    );
    const { script, notes } = importScript("har", text);
    expect(script.baseUrl).toBe("https://shop.example");
    expect(validateScript(script)).toEqual([]);
    const shown = script.scenarios[0]!.steps.map((step) =>
      step.type === "request" ? `${step.name}` : step.type === "think" ? step.minMs : 0,
    );
    expect(shown).toEqual(["GET /", "POST /api/cart", 2_870, "GET /api/orders/:id", 10_000, "GET /late"]);
    expect(script.scenarios[0]!.steps[1]).toMatchObject({
      url: "/api/cart",
      headers: { "content-type": "application/json", authorization: "Bearer abc", "x-template": "{{$open}}raw}}" },
      body: { type: "json", json: { sku: "{{$open}}a}}", n: 2 } },
    });
    expect(notes).toEqual([
      "An image, font, style sheet, script or the like was left out. (3 times)",
      "A request to another origin was left out: https://stats.example.",
      "Credentials were taken over: the `authorization` header of a request.",
    ]);
  });

  it("keeps forms, other bodies, and statuses that were meant to be", () => {
    const post = (postData: unknown, more = {}) => entry("http://a.test/p", more, { method: "POST", postData });
    const steps = stepsOf(
      har(
        post({ mimeType: "application/x-www-form-urlencoded", text: "a=1&b=c+d" }),
        post({ mimeType: "application/x-www-form-urlencoded", params: [{ name: "q", value: "x y" }] }),
        post({ mimeType: "text/plain", text: "hi" }, { response: { status: 404, content: { mimeType: "" } } }),
        post(null),
      ),
    );
    expect(steps).toMatchObject([
      { body: { type: "form", fields: { a: "1", b: "c d" } } },
      { body: { type: "form", fields: { q: "x y" } } },
      {
        body: { type: "text", text: "hi" },
        headers: { "content-type": "text/plain" },
        checks: [{ type: "status", is: "404" }],
      },
      { method: "POST" },
    ]);
  });

  it("says what it cannot take over", () => {
    const { notes, script } = importScript(
      "har",
      har(
        entry("http://a.test/", {}, { cookies: [{ name: "a", value: "1" }] }),
        entry(
          "http://a.test/upload",
          {},
          { method: "POST", postData: { mimeType: "x", text: "AAAA", encoding: "base64" } },
        ),
        entry("http://a.test/", {}, { method: "OPTIONS" }),
        entry("http://a.test/", {}, { method: "PROPFIND" }),
        { broken: true },
        ...Array.from({ length: 120 }, () => entry("http://a.test/many")),
      ),
    );
    expect(script.scenarios[0]?.steps).toHaveLength(100);
    for (const part of [
      "Cookies that the browser had",
      "POST /upload was left out",
      "preflight",
      "PROPFIND",
      "not as HAR has it",
      "first 100 of 121",
    ]) {
      expect(notes.join("\n")).toContain(part);
    }
  });

  it.each([
    ["", "no HAR file"],
    ["{", "no HAR file"],
    ["[]", "`log.entries` is missing"],
    ['{"log":{"entries":{}}}', "`log.entries` is missing"],
    [har(), "no request to an http"],
    [har(entry("ws://a.test")), "no request to an http"],
    [har(entry("http://a.test/x.png")), "no request that a load test could send"],
  ])("%j is refused with what is wrong", (text, why) => {
    expect(() => importScript("har", text)).toThrow(
      expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining(why) }),
    );
  });

  it("throws nothing but its own errors at files that were damaged", () => {
    const whole = har(
      entry(
        "http://a.test/x?a={{$b",
        { startedDateTime: "nonsense" },
        {
          method: "POST",
          headers: [{ name: "__proto__", value: "1\n" }],
          postData: { mimeType: "application/json", text: '{"__proto__":1}' },
        },
      ),
      entry("http://a.test/%zz"),
    );
    const values = ["null", "1", '"x"', "[]", "{}", "true", '"http://"', '""'];
    let state = 3;
    const next = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 2_000; round += 1) {
      const places = [...whole.matchAll(/"(?:[^"\\]|\\.)*"|\d+|\[\]/g)];
      const place = places[next(places.length)]!;
      const text =
        whole.slice(0, place.index) + values[next(values.length)] + whole.slice(place.index + place[0].length);
      try {
        importScript("har", round % 5 === 0 ? text.slice(0, next(text.length)) : text);
      } catch (thrown) {
        expect(thrown, text).toBeInstanceOf(AppError);
      }
    }
  });
});
