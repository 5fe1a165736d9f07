import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { compileScript, validateScript } from "./compile-script.ts";
import type { CompiledRequest, ReceivedResponse, RenderedRequest } from "./compiled.ts";

type Steps = LoadScriptInput["scenarios"][number]["steps"];
type RequestInput = Extract<Steps[number], { type: "request" }>;
const scriptOf = (steps: Steps, more: Partial<LoadScriptInput> = {}) =>
  loadScriptSchema.parse({
    baseUrl: "http://shop.test",
    load: { mode: "closed", stages: [{ durationMs: 1_000, users: 1 }] },
    scenarios: [{ name: "main", steps }],
    ...more,
  });
function started(steps: Steps, more: Partial<LoadScriptInput> = {}) {
  const script = compileScript(scriptOf(steps, more), { seed: 7, stride: { index: 0, of: 1 } });
  const scenario = script.pickScenario();
  const requests = scenario.program.filter((step): step is CompiledRequest => step.type === "request");
  return { script, requests, request: requests[0]!, iteration: scenario.begin() };
}
const get = (url: string, more: Partial<RequestInput> = {}): RequestInput => ({ type: "request", url, ...more });
const answer = (text: string | Buffer | null, more: Partial<ReceivedResponse> = {}): ReceivedResponse => {
  const body = text === null ? null : Buffer.from(text);
  return { status: 200, headers: [], body, bodyBytes: body?.length ?? 0, latencyUs: 1_000, ...more };
};
const cookieOf = (request: RenderedRequest) => /\r\ncookie: (.*)\r\n/.exec(request.head)?.[1] ?? null;

describe("an answer", () => {
  it("has failed from 400 on, unless a check says which status is right", () => {
    const { request, iteration } = started([get("/")]);
    const failed = (status: number) => request.judge(answer(null, { status }), iteration).failed;
    expect([200, 304, 399, 400, 404, 503].map(failed)).toEqual([null, null, null, "status", "status", "status"]);
    const checked = started([get("/", { checks: [{ type: "status", is: "404, 2xx,300-302" }] })]);
    const judged = (status: number) => checked.request.judge(answer(null, { status }), checked.iteration).failed;
    expect([200, 299, 302, 303, 404, 500].map(judged)).toEqual([null, null, null, "status", null, "status"]);
  });

  it.each<[NonNullable<RequestInput["checks"]>[number], ReceivedResponse, ReceivedResponse]>([
    [{ type: "body", contains: "größe" }, answer("die größe"), answer("die grösse")],
    [{ type: "matches", pattern: 'id="\\d+"' }, answer('<a id="12">'), answer('<a id="x">')],
    [
      { type: "json", path: "$.a[1].b", equals: { c: [1, null] } },
      answer('{"a":[0,{"b":{"c":[1,null]}}]}'),
      answer('{"a":[]}'),
    ],
    [{ type: "json", path: "$..price", equals: 5 }, answer('{"x":[{"price":5}]}'), answer("no json")],
    [
      { type: "json", path: "$.x[?@.id == 3].ok", equals: true },
      answer('{"x":[{"id":1},{"id":3,"ok":true}]}'),
      answer('{"x":3}'),
    ],
    [
      { type: "header", name: "X-Cache", contains: "HIT" },
      answer(null, { headers: ["x-cache", "HIT, MISS"] }),
      answer(null),
    ],
    [{ type: "latency", maxMs: 2 }, answer(null, { latencyUs: 2_000 }), answer(null, { latencyUs: 2_001 })],
  ])("passes or fails %j", (check, good, bad) => {
    const { request, iteration, script } = started([get("/", { checks: [check] })]);
    expect(request.judge(good, iteration)).toEqual({ failed: null, endsIteration: false, passed: [0], broken: [] });
    expect(request.judge(bad, iteration)).toEqual({ failed: "check", endsIteration: false, passed: [], broken: [0] });
    expect(request.explain(bad, iteration).checks).toEqual([
      { name: script.slots[0]?.checks[0], ok: false, detail: expect.stringMatching(/\.$/) },
    ]);
  });

  it("is kept only as far as checks and extraction look at it", () => {
    const wanted = (more: Partial<RequestInput>, http = {}) => {
      const { keepBodyBytes, needsHeaders } = started([get("/", more)], { http }).request;
      return [keepBodyBytes > 0, needsHeaders];
    };
    expect(wanted({})).toEqual([false, false]);
    expect(wanted({ checks: [{ type: "status", is: "2xx" }] })).toEqual([false, false]);
    expect(wanted({ checks: [{ type: "body", contains: "x" }] })).toEqual([true, true]);
    expect(wanted({ extract: [{ as: "a", from: "header", expression: "etag" }] })).toEqual([false, true]);
    expect(wanted({}, { maxRedirects: 1 })).toEqual([false, true]);
    expect(
      started([get("/", { checks: [{ type: "body", contains: "x" }] })], { http: { maxBodyBytes: 10 } }).request
        .keepBodyBytes,
    ).toBe(10);
  });

  const hello = "hello 5 ".repeat(30);
  it.each([
    ["gzip", gzipSync(hello)],
    ["x-gzip", gzipSync(hello)],
    ["deflate", deflateSync(hello)],
    ["deflate", deflateRawSync(hello)],
    ["br", brotliCompressSync(hello)],
    ["gzip, br", brotliCompressSync(gzipSync(hello))],
  ])("packed with %s is unpacked", (encoding, body) => {
    const { request, iteration } = started([get("/", { checks: [{ type: "body", contains: "hello 5" }] })]);
    expect(request.judge(answer(body, { headers: ["content-encoding", encoding] }), iteration).failed).toBe(null);
    expect(request.judge(answer(body), iteration).failed).toBe("check");
  });

  it("packed so that it would fill the memory, or nested absurdly, fails and harms nothing", () => {
    const { request, iteration } = started([get("/", { checks: [{ type: "json", path: "$..x", equals: 1 }] })]);
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    expect(request.judge(answer(bomb, { headers: ["content-encoding", "gzip"] }), iteration).failed).toBe("check");
    expect(request.judge(answer("[".repeat(50_000) + "]".repeat(50_000)), iteration).failed).toBe("check");
    const flat = answer(`[${"[0],".repeat(200_000)}{"x":1}]`);
    const from = performance.now();
    request.judge(flat, iteration);
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  it("cut off in the middle of a packed body shows what there is", () => {
    const { request, iteration } = started([get("/", { checks: [{ type: "body", contains: "start" }] })]);
    const whole = gzipSync(`start ${Array.from({ length: 5_000 }, (_, at) => at * 7_919).join(" ")}`);
    const cut = answer(whole.subarray(0, whole.length / 2), { headers: ["content-encoding", "gzip"] });
    expect(request.judge(cut, iteration).failed).toBe(null);
  });
});

describe("values are taken out of answers", () => {
  const taken = (extract: NonNullable<RequestInput["extract"]>[number], response: ReceivedResponse) => {
    const { requests, iteration } = started([
      get("/", { extract: [extract] }),
      get("/", { method: "POST", body: { type: "json", json: "{{v}}" } }),
    ]);
    const verdict = requests[0]!.judge(response, iteration);
    return verdict.endsIteration ? verdict : JSON.parse(String(requests[1]!.render(iteration).body));
  };

  it("with their types", () => {
    expect(taken({ as: "v", from: "json", expression: "$.a['b c'][0]" }, answer('{"a":{"b c":[12.5]}}'))).toBe(12.5);
    expect(taken({ as: "v", from: "json", expression: "$.a" }, answer('{"a":null}'))).toBe(null);
    expect(taken({ as: "v", from: "json", expression: "$.a[?@.x > 1]" }, answer('{"a":[{"x":1},{"x":2}]}'))).toEqual({
      x: 2,
    });
    expect(taken({ as: "v", from: "header", expression: "ETag" }, answer(null, { headers: ["etag", '"5"'] }))).toBe(
      '"5"',
    );
    expect(
      taken({ as: "v", from: "regex", expression: 'csrf" value="([^"]*)"' }, answer('<input name="csrf" value="t0k">')),
    ).toBe("t0k");
    expect(taken({ as: "v", from: "regex", expression: "t\\d+" }, answer("a t12"))).toBe("t12");
    expect(taken({ as: "v", from: "status" }, answer(null, { status: 201 }))).toBe(201);
    const headers = ["set-cookie", "sid=1; Path=/", "set-cookie", "sid=2=x; Path=/"];
    expect(taken({ as: "v", from: "cookie", expression: "sid" }, answer(null, { headers }))).toBe("2=x");
  });

  it("with what stands in for them, or else the iteration ends", () => {
    expect(taken({ as: "v", from: "json", expression: "$.no", fallback: "0" }, answer("{}"))).toBe("0");
    expect(taken({ as: "v", from: "json", expression: "$.no" }, answer("{}"))).toMatchObject({
      failed: "extract",
      endsIteration: true,
    });
    expect(taken({ as: "v", from: "json", expression: "$.no" }, answer("{}", { status: 500 }))).toMatchObject({
      failed: "status",
      endsIteration: true,
    });
    expect(
      taken({ as: "v", from: "json", expression: "$.a" }, answer(JSON.stringify({ a: "x".repeat(70_000) }))),
    ).toMatchObject({ failed: "extract" });
  });

  it("not from what objects inherit", () => {
    for (const expression of ["$.constructor", "$['__proto__']", "$.a.length"]) {
      expect(taken({ as: "v", from: "json", expression }, answer('{"a":[1]}'))).toMatchObject({ failed: "extract" });
    }
  });

  it("is explained without a change", () => {
    const { requests, iteration } = started([
      get("/", { extract: [{ as: "v", from: "json", expression: "$.a" }] }),
      get("/{{v}}"),
    ]);
    const explained = requests[0]!.explain(answer('{"a":[1]}'), iteration);
    expect(explained).toEqual({ checks: [], extracted: [{ name: "v", value: "[1]" }], body: '{"a":[1]}' });
    expect(() => requests[1]!.render(iteration)).toThrow("{{v}} has no value");
  });

  it.each([
    [{ as: "v", from: "json", expression: "$.[" }, "is no JSONPath"],
    [{ as: "v", from: "json", expression: "" }, "say what to take"],
    [{ as: "v", from: "regex", expression: "(" }, "Invalid regular expression"],
    [{ as: "v", from: "regex", expression: "(a+)+b" }, "may take for ever"],
  ] as const)("%j is refused", (extract, why) => {
    expect(validateScript(scriptOf([get("/", { extract: [extract] })]))).toEqual([
      { path: "scenarios[0].steps[0].extract[0]", message: expect.stringContaining(why) },
    ]);
  });
});

describe("cookies", () => {
  const twoSteps = () => {
    const { requests, iteration } = started([
      get("/login/in"),
      get("/cart"),
      get("http://api.shop.test/"),
      get("https://shop.test/login/x"),
    ]);
    requests[0]!.render(iteration);
    const receive = (...cookies: string[]) =>
      requests[0]!.judge(answer(null, { headers: cookies.flatMap((cookie) => ["set-cookie", cookie]) }), iteration);
    const sent = () => requests.slice(1).map((request) => cookieOf(request.render(iteration)));
    return { receive, sent };
  };

  it("of a log-in are sent back, to where they are for", () => {
    const { receive, sent } = twoSteps();
    receive("sid=a; Path=/; HttpOnly", "here=1", "all=2; Domain=.shop.test; Path=/", "safe=3; Secure; Path=/");
    expect(sent()).toEqual(["sid=a; all=2", "all=2", "here=1; sid=a; all=2; safe=3"]);
  });

  it("are replaced, expire and are removed", () => {
    const { receive, sent } = twoSteps();
    receive(
      "a=1; Path=/",
      "b=1; Path=/",
      "c=1; Path=/; Max-Age=0",
      "d=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "e=1; Path=/; Max-Age=60",
    );
    receive("a=2; Path=/", "b=gone; Path=/; Max-Age=-1");
    expect(sent()[0]).toBe("e=1; a=2");
  });

  it("for other hosts, broken or endless ones are left out", () => {
    const { receive, sent } = twoSteps();
    receive(
      "a=1; Domain=evil.test; Path=/",
      "b=1; Domain=test; Path=/",
      "=c; Path=/",
      "nothing",
      `d=${"x".repeat(5_000)}; Path=/`,
      "e=1\0; Path=/",
    );
    expect(sent()).toEqual([null, null, null]);
    receive(...Array.from({ length: 300 }, (_, at) => `k${at}=1; Path=/`));
    expect(sent()[0]?.split("; ").length).toBe(100);
  });

  it("are of one iteration", () => {
    const { script, requests, iteration } = started([get("/"), get("/")]);
    requests[0]!.render(iteration);
    requests[0]!.judge(answer(null, { headers: ["set-cookie", "a=1"] }), iteration);
    expect(cookieOf(requests[1]!.render(iteration))).toBe("a=1");
    const other = script.pickScenario().begin();
    expect(requests[1]!.render(other).wire).not.toBe(null);
    expect(cookieOf(requests[1]!.render(other))).toBe(null);
  });

  it("that the script sets itself come first, and win", () => {
    const { requests, iteration } = started([get("/"), get("/", { headers: { Cookie: "a=own; z=1" } })]);
    requests[0]!.render(iteration);
    requests[0]!.judge(answer(null, { headers: ["set-cookie", "a=1", "set-cookie", "b=2"] }), iteration);
    expect(cookieOf(requests[1]!.render(iteration))).toBe("a=own; z=1; b=2");
  });
});

describe("redirects", () => {
  const step = get("/a/b?c", {
    method: "POST",
    headers: { authorization: "Bearer t", cookie: "own=1", "x-a": "1" },
    body: { type: "text", text: "hello" },
  });
  const follow = (status: number, location: string, more: string[] = []) => {
    const { request, iteration } = started([step], { http: { maxRedirects: 3 } });
    const sent = request.render(iteration);
    return iteration.redirect(sent, answer(null, { status, headers: ["location", location, ...more] }));
  };

  it("turn POST to GET but for 307 and 308", () => {
    const sent = (status: number) => {
      const next = follow(status, "/next");
      return [next?.method, next?.body === null, next?.head.includes("content-"), next?.head.includes("x-a: 1")];
    };
    for (const status of [301, 302, 303]) expect(sent(status)).toEqual(["GET", true, false, true]);
    for (const status of [307, 308]) expect(sent(status)).toEqual(["POST", false, true, true]);
  });

  it("are none without a location or with another status", () => {
    const { request, iteration } = started([step], { http: { maxRedirects: 3 } });
    const sent = request.render(iteration);
    expect(iteration.redirect(sent, answer(null, { status: 302 }))).toBe(null);
    expect(iteration.redirect(sent, answer(null, { status: 304, headers: ["location", "/x"] }))).toBe(null);
    expect(iteration.redirect(sent, answer(null, { status: 200, headers: ["location", "/x"] }))).toBe(null);
  });

  it("carry credentials to the same origin only, and cookies to where they are for", () => {
    const same = follow(302, "../next#x", ["set-cookie", "sid=5; Path=/"]);
    expect(same).toMatchObject({ path: "/next", authority: "shop.test" });
    expect(same?.head).toContain("authorization: Bearer t\r\n");
    expect(cookieOf(same!)).toBe("own=1; sid=5");
    const other = follow(302, "https://shop.test:9/next", [
      "set-cookie",
      "sid=5; Path=/",
      "set-cookie",
      "s=1; Domain=shop.test; Path=/",
    ]);
    expect(other).toMatchObject({ path: "/next", authority: "shop.test:9", target: { secure: true, port: 9 } });
    expect(other?.head).not.toContain("authorization");
    expect(cookieOf(other!)).toBe("sid=5; s=1");
    expect(cookieOf(follow(302, "http://evil.test/", ["set-cookie", "sid=5"])!)).toBe(null);
  });

  it("to what is no HTTP address are refused", () => {
    for (const location of ["ftp://a.test", "http://", "javascript:alert(1)", "http://a:b@shop.test/"]) {
      expect(() => follow(302, location)).toThrow(expect.objectContaining({ kind: "protocol" }));
    }
    expect(follow(302, "/ä b\u0001")?.path).toMatch(/^\/[\x21-\x7e]*$/);
  });
});
