import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { compileScript, scriptOrigins, validateScript } from "./compile-script.ts";
import type { CompiledRequest, CompiledScript, Iteration, ReceivedResponse, RenderedRequest } from "./compiled.ts";
import { RenderError } from "./compiled.ts";

type Steps = LoadScriptInput["scenarios"][number]["steps"];
const scriptOf = (steps: Steps, more: Partial<LoadScriptInput> = {}) =>
  loadScriptSchema.parse({
    baseUrl: "http://shop.test:8080",
    load: { mode: "open", stages: [{ durationMs: 1_000, rate: 1 }] },
    scenarios: [{ name: "main", steps }],
    ...more,
  });
const compiled = (steps: Steps, more: Partial<LoadScriptInput> = {}, seed = 7, stride = { index: 0, of: 1 }) =>
  compileScript(scriptOf(steps, more), { seed, stride });
const requestsOf = (script: CompiledScript) =>
  script.scenarios.flatMap(({ program }) => program.filter((step): step is CompiledRequest => step.type === "request"));
const first = (script: CompiledScript): CompiledRequest => requestsOf(script)[0]!;
const begin = (script: CompiledScript): Iteration => script.scenarios[0]!.begin();
const rendered = (steps: Steps, more: Partial<LoadScriptInput> = {}) => {
  const script = compiled(steps, more);
  return first(script).render(begin(script));
};
const header = (request: RenderedRequest, name: string) => {
  const at = request.headers.findIndex((each, place) => place % 2 === 0 && each === name);
  return at === -1 ? null : request.headers[at + 1];
};
const answer = (more: Partial<ReceivedResponse> & { text?: string } = {}): ReceivedResponse => {
  const body = more.text === undefined ? null : Buffer.from(more.text);
  return { status: 200, headers: [], body, bodyBytes: body?.length ?? 0, latencyUs: 1_000, ...more };
};
const problems = (steps: Steps, more: Partial<LoadScriptInput> = {}) => validateScript(scriptOf(steps, more));
const get = (url: string, more: object = {}) => ({ type: "request" as const, url, ...more });

describe("a request without anything that changes", () => {
  it("is built beforehand, byte for byte", () => {
    const { fixed, needsHeaders, keepBodyBytes } = first(compiled([get("/cart?id=1#top")]));
    expect(fixed?.wire?.toString("latin1")).toBe(
      "GET /cart?id=1 HTTP/1.1\r\nhost: shop.test:8080\r\nuser-agent: plimsoll-load-test\r\n\r\n",
    );
    expect({ needsHeaders, keepBodyBytes }).toEqual({ needsHeaders: false, keepBodyBytes: 0 });
    expect(fixed?.target).toEqual({
      origin: "http://shop.test:8080",
      secure: false,
      hostname: "shop.test",
      port: 8080,
      authority: "shop.test:8080",
    });
  });

  it("has its body and its length", () => {
    const request = rendered([
      get("/a", { method: "POST", body: { type: "json", json: { a: ["ü", 1, null, {}, []] } } }),
    ]);
    expect(request.wire?.toString()).toBe(
      "POST /a HTTP/1.1\r\nhost: shop.test:8080\r\ncontent-type: application/json\r\nuser-agent: plimsoll-load-test\r\n" +
        'content-length: 25\r\n\r\n{"a":["ü",1,null,{},[]]}',
    );
    expect(rendered([get("/a", { method: "PUT" })]).head).toContain("content-length: 0\r\n");
    expect(rendered([get("/a", { method: "DELETE" })]).head).not.toContain("content-length");
  });

  it("closes its connection where the script wants new ones", () => {
    expect(rendered([get("/a")], { http: { keepAlive: false } }).head).toContain("\r\nconnection: close\r\n");
  });

  it("stays built beforehand when variables are fixed", () => {
    const { fixed } = first(
      compiled([get("{{host}}/{{path}}", { headers: { authorization: "Basic {{$base64({{user}}:secret)}}" } })], {
        variables: { host: "https://[::1]:8443", path: "{{version}}/items", version: "v2", user: "ann" },
      }),
    );
    expect(fixed?.target).toMatchObject({
      origin: "https://[::1]:8443",
      hostname: "::1",
      port: 8443,
      authority: "[::1]:8443",
    });
    expect(fixed?.path).toBe("/v2/items");
    expect(header(fixed!, "authorization")).toBe(`Basic ${Buffer.from("ann:secret").toString("base64")}`);
  });
});

describe("URLs", () => {
  it.each([
    ["http://a.test/base", "/x", "http://a.test", "/base/x"],
    ["http://a.test/base/", "x?y=1", "http://a.test", "/base/x?y=1"],
    ["http://a.test/base", "?y=1", "http://a.test", "/base?y=1"],
    ["http://a.test", "https://b.test", "https://b.test", "/"],
    ["http://a.test", "HTTPS://B.test/ä b", "https://b.test", "/%C3%A4%20b"],
    ["http://a.test/base", "/{{$open}}x", "http://a.test", "/base/%7B%7Bx"],
  ])("%s and %s", (baseUrl, url, origin, path) => {
    const request = rendered([get(url)], { baseUrl });
    expect([request.target.origin, request.path]).toEqual([origin, path]);
  });

  it("are filled in with what a row holds, encoded where it must be", () => {
    const data = [{ name: "rows", format: "json" as const, text: JSON.stringify([{ q: "a b/ü#1", n: 5 }]) }];
    expect(rendered([get("/find?q={{rows.q}}&n={{rows.n}}")], { data }).path).toBe("/find?q=a%20b/%C3%BC%231&n=5");
    expect(rendered([get("/find?q={{$urlEncode({{rows.q}})}}")], { data }).path).toBe("/find?q=a%20b%2F%C3%BC%231");
    expect(rendered([get("https://b.test:1/{{rows.n}}")], { data }).target.origin).toBe("https://b.test:1");
    expect(rendered([get("items/{{rows.n}}")], { data, baseUrl: "http://a.test/v1" }).path).toBe("/v1/items/5");
  });

  it("share one target an origin, and name the origins that are used", () => {
    const script = compiled([get("/a"), get("http://shop.test:8080/b/{{$uuid}}"), get("https://other.test/")]);
    const iteration = begin(script);
    const [a, b] = requestsOf(script).map((request) => request.render(iteration));
    expect(a!.target).toBe(b!.target);
    expect(script.origins).toEqual(["http://shop.test:8080", "https://other.test"]);
    expect(scriptOrigins(scriptOf([get("https://other.test/")]))).toEqual(["https://other.test"]);
  });

  it("may come whole from an answer", () => {
    const script = compiled([
      get("/list", { extract: [{ as: "next", from: "json", expression: "$.next" }] }),
      get("{{next}}"),
    ]);
    const iteration = begin(script);
    const [list, next] = requestsOf(script);
    list!.render(iteration);
    expect(list!.judge(answer({ text: '{"next":"http://shop.test:8080/page?2"}' }), iteration).failed).toBe(null);
    expect(next!.render(iteration)).toMatchObject({ path: "/page?2", target: list!.render(iteration).target });
    list!.judge(answer({ text: '{"next":"/page3"}' }), iteration);
    expect(next!.render(iteration).path).toBe("/page3");
    list!.judge(answer({ text: '{"next":"http://"}' }), iteration);
    expect(() => next!.render(iteration)).toThrow(RenderError);
  });

  it.each([
    ["ftp://a.test/x", "only http:// and https://"],
    ["http://", "cannot be used"],
    ["http://ann:secret@a.test/", "no name and password"],
    ["http://{{rows.q}}/x", "host must be written out"],
    ["http://a.test{{rows.q}}", "host must be written out"],
  ])("%s is refused", (url, why) => {
    const data = [{ name: "rows", format: "csv" as const, text: "q\n1" }];
    expect(problems([get(url)], { data })).toEqual([
      { path: "scenarios[0].steps[0].url", message: expect.stringContaining(why) },
    ]);
  });

  it("need a base, and a host that is known", () => {
    const bare = { baseUrl: undefined };
    expect(problems([get("/x")], bare)[0]?.message).toContain("no baseUrl");
    const data = [{ name: "rows", format: "csv" as const, text: "q\nhttp://a.test" }];
    expect(problems([get("{{rows.q}}")], { ...bare, data })[0]?.message).toContain("No host is known");
    expect(problems([get("/x")], { baseUrl: "http://a.test/?q=1" })[0]).toMatchObject({ path: "baseUrl" });
  });
});

describe("functions", () => {
  const shown = (text: string, more: Partial<LoadScriptInput> = {}) =>
    rendered([get("/", { method: "POST", body: { type: "text", text } })], more).body?.toString();

  it("give what they say", () => {
    expect(shown("{{$uuid}}")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number(shown("{{ $randomInt(-3, 3) }}"))).toBeGreaterThanOrEqual(-3);
    expect(["a", "b c"]).toContain(shown("{{$randomFrom(a, b c)}}"));
    expect(shown("{{$randomString(12)}}")).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(Math.abs(Number(shown("{{$timestamp}}")) - Date.now())).toBeLessThan(5_000);
    expect(Math.abs(Number(shown("{{$timestamp(s)}}")) - Date.now() / 1_000)).toBeLessThan(5);
    expect(Math.abs(Date.parse(shown("{{$isoTime}}") ?? "") - Date.now())).toBeLessThan(5_000);
    expect(shown("{{$base64(a,b)}}")).toBe(Buffer.from("a,b").toString("base64"));
    expect(shown("{{$open}}x}} {{ {{} {{1}}")).toBe("{{x}} {{ {{} {{1}}");
    expect(shown("{{$randomInt({{low}}, {{$number({{low}})}})}}", { variables: { low: "4" } })).toBe("4");
  });

  it("give the same for the same seed and other things to other threads", () => {
    const many = (seed: number, index: number) => {
      const script = compiled([get("/{{$uuid}}/{{$randomInt(1,1000000)}}")], {}, seed, { index, of: 4 });
      return Array.from({ length: 5 }, () => first(script).render(begin(script)).path);
    };
    expect(many(1, 0)).toEqual(many(1, 0));
    expect(many(1, 0)).not.toEqual(many(1, 1));
    expect(many(1, 0)).not.toEqual(many(2, 0));
    expect(new Set(many(1, 0)).size).toBe(5);
  });

  it("number all requests of all threads once", () => {
    const numbers = [0, 1, 2].flatMap((index) => {
      const script = compiled([get("/{{$sequence}}")], {}, 1, { index, of: 3 });
      return Array.from({ length: 4 }, () => Number(first(script).render(begin(script)).path.slice(1)));
    });
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });

  it.each([
    ["{{$nope}}", "There is no function $nope; there are $uuid"],
    ["{{$randomInt(1)}}", "is written $randomInt(1, 100)"],
    ["{{$randomInt(5,1)}}", "two whole numbers, the lower one first"],
    ["{{$randomInt(a,b)}}", "two whole numbers"],
    ["{{$randomString(0)}}", "a length from 1"],
    ["{{$base64}}", "something between parentheses"],
    ["{{$timestamp(year)}}", "`s` or `ms`"],
    ["{{$number(x)}}", "is no number"],
    ["{{$randomInt(1,2}}", "is no function"],
    ["{{unknown}}", "{{unknown}} is unknown"],
    ["{{a-b}}", "is no name of a variable"],
    ["{{open", "has no closing"],
  ])("%s is refused, with its place", (text, why) => {
    expect(problems([get("/"), get("/", { headers: { "x-a": text } })])).toEqual([
      { path: "scenarios[0].steps[1].headers.x-a", message: expect.stringContaining(why) },
    ]);
  });
});

describe("variables", () => {
  it("are worked out once an iteration, at first use", () => {
    const script = compiled([get("/{{id}}/{{id}}"), get("/{{id}}")], { variables: { id: "{{$uuid}}-{{$sequence}}" } });
    const [a, b] = requestsOf(script);
    const one = begin(script);
    const path = a!.render(one).path;
    expect(path).toMatch(/^\/([^/]*)\/\1$/);
    expect(path.startsWith(b!.render(one).path)).toBe(true);
    expect(a!.render(begin(script)).path).toContain("-2/");
  });

  it("may be overwritten by what an answer holds, in that iteration alone", () => {
    const script = compiled(
      [get("/{{token}}", { extract: [{ as: "token", from: "header", expression: "X-Token" }] }), get("/{{token}}")],
      { variables: { token: "none" } },
    );
    const [a, b] = requestsOf(script);
    const one = begin(script);
    expect(a!.render(one).path).toBe("/none");
    expect(a!.judge(answer({ headers: ["x-token", "t1"] }), one).failed).toBe(null);
    expect(b!.render(one).path).toBe("/t1");
    expect(a!.render(begin(script)).path).toBe("/none");
  });

  it("cannot need themselves or have the name of data", () => {
    const circle = problems([get("/{{a}}")], { variables: { a: "{{b}}", b: "{{c}}", c: "x{{a}}" } });
    expect(circle).toEqual([{ path: "variables.c", message: expect.stringContaining("needs itself") }]);
    const twice = problems([get("/")], {
      variables: { rows: "x" },
      data: [{ name: "rows", format: "csv", text: "q\n1" }],
    });
    expect(twice[0]).toMatchObject({ path: "variables.rows" });
  });

  it("are known only after the step that takes them out of its answer, in its scenario", () => {
    const extract = [{ as: "id", from: "json", expression: "$.id" }];
    expect(problems([get("/{{id}}"), get("/", { extract }), get("/{{id}}")])).toEqual([
      { path: "scenarios[0].steps[0].url", message: expect.stringContaining("{{id}} is unknown") },
    ]);
    const other = {
      scenarios: [
        { name: "a", steps: [get("/", { extract })] },
        { name: "b", steps: [get("/{{id}}")] },
      ],
    };
    expect(problems([], other as Partial<LoadScriptInput>)[0]?.path).toBe("scenarios[1].steps[0].url");
    const grouped = [{ type: "group" as const, name: "g", steps: [get("/", { extract })] }, get("/{{id}}")];
    expect(problems(grouped)).toEqual([]);
  });
});

describe("data", () => {
  const csv = (text: string, pick: "sequential" | "random" = "sequential") => [
    { name: "users", format: "csv" as const, text, pick },
  ];
  const rows = (count: number) =>
    `id,full name\n${Array.from({ length: count }, (_, at) => `${at},"n, ${at}"`).join("\n")}\n`;
  const ids = (script: CompiledScript, count: number) =>
    Array.from({ length: count }, () => Number(first(script).render(begin(script)).path.slice(1)));

  it("is dealt out in turn over all threads, and begins again", () => {
    const all = [0, 1, 2].map((index) =>
      ids(compiled([get("/{{users.id}}")], { data: csv(rows(10)) }, 1, { index, of: 3 }), 5),
    );
    expect(all[0]).toEqual([0, 3, 6, 9, 2]);
    expect(all[1]).toEqual([1, 4, 7, 0, 3]);
    expect(all[2]).toEqual([2, 5, 8, 1, 4]);
  });

  it("gives one row an iteration, whatever is read of it", () => {
    const script = compiled([get("/{{users.id}}"), get("/{{users.full name}}/{{users.id}}")], { data: csv(rows(3)) });
    const [a, b] = requestsOf(script);
    begin(script);
    const one = begin(script);
    expect(a!.render(one).path).toBe("/0");
    expect(b!.render(one).path).toBe("/n,%200/0");
    expect(a!.render(begin(script)).path).toBe("/1");
  });

  it("may be picked at random, evenly", () => {
    const picked = ids(compiled([get("/{{users.id}}")], { data: csv(rows(4), "random") }), 4_000);
    for (const id of [0, 1, 2, 3]) expect(picked.filter((each) => each === id).length).toBeGreaterThan(850);
  });

  it("keeps the types of JSON, and reads fields below fields", () => {
    const text = JSON.stringify([{ id: 5, ok: true, tags: ["a"], at: { city: 'Köln "am Rhein"' } }]);
    const json = {
      id: "{{users.id}}",
      s: "n{{users.id}}",
      ok: "{{users.ok}}",
      tags: "{{users.tags}}",
      c: "{{users.at.city}}",
      r: "{{$randomInt(3,3)}}",
    };
    const request = rendered([get("/", { method: "POST", body: { type: "json", json } })], {
      data: [{ name: "users", format: "json", text }],
    });
    expect(JSON.parse(String(request.body))).toEqual({
      id: 5,
      s: "n5",
      ok: true,
      tags: ["a"],
      c: 'Köln "am Rhein"',
      r: 3,
    });
  });

  it("fills forms, encoded", () => {
    const body = { type: "form", fields: { "a b": "{{users.full name}}", c: "&=" } };
    expect(String(rendered([get("/", { method: "POST", body })], { data: csv(rows(1)) }).body)).toBe(
      "a%20b=n%2C%200&c=%26%3D",
    );
  });

  it.each([
    ["csv", "id\n", "has no rows"],
    ["csv", "id,id\n1,2", "is there twice"],
    ["csv", 'id\n"1', "cannot be read"],
    ["json", "{}", "not a JSON array of objects"],
    ["json", "[1]", "not a JSON array of objects"],
    ["json", "[", "cannot be read"],
  ] as const)("%s %j is refused", (format, text, why) => {
    const found = problems([get("/{{users.id}}")], { data: [{ name: "users", format, text }] });
    expect(found).toEqual([{ path: "data[0].text", message: expect.stringContaining(why) }]);
  });

  it("says which fields there are", () => {
    expect(problems([get("/{{users.name}}")], { data: csv(rows(1)) })[0]?.message).toContain("it has id, full name");
    expect(problems([get("/{{users}}")], { data: csv(rows(1)) })[0]?.message).toContain("{{users.id}}");
  });
});

describe("what would break a request", () => {
  const data = (value: string) => [{ name: "rows", format: "json" as const, text: JSON.stringify([{ v: value }]) }];

  it.each(["a\r\nx-evil: 1", "a\nb", "a\rb", "a\0b"])("a value %j is refused in headers and URLs", (value) => {
    for (const step of [get("/", { headers: { "x-a": "1 {{rows.v}}" } }), get("/{{rows.v}}"), get("/?a={{rows.v}}")]) {
      const script = compiled([step], { data: data(value) });
      expect(() => first(script).render(begin(script))).toThrow(expect.objectContaining({ kind: "protocol" }));
    }
    expect(problems([get("/", { headers: { "x-a": `1${value}` } })])[0]?.message).toContain("line break");
  });

  it("values from answers too", () => {
    const script = compiled([
      get("/", { extract: [{ as: "v", from: "json", expression: "$.v" }] }),
      get("/", { headers: { cookie: "a={{v}}" } }),
    ]);
    const iteration = begin(script);
    first(script).judge(answer({ text: '{"v":"1\\r\\nx: y"}' }), iteration);
    expect(() => requestsOf(script)[1]!.render(iteration)).toThrow("line break");
  });

  it.each([
    ["content-length", "1", "set by the generator"],
    ["Transfer-Encoding", "chunked", "set by the generator"],
    ["bad name", "1", "no name of a header"],
    ["host", "{{rows.v}}", "must be written out"],
    ["host", "a b", "is no host"],
    ["host", "a/b", "is no host"],
  ])("the header %s: %s is refused", (name, value, why) => {
    expect(problems([get("/", { headers: { [name]: value } })], { data: data("x") })[0]?.message).toContain(why);
  });

  it("sends text beyond ASCII as UTF-8, and counts a host header among the origins", () => {
    const request = rendered([get("/", { headers: { "X-Name": "Zoë", Host: "inner.test" } })]);
    expect(Buffer.from(header(request, "x-name") ?? "", "latin1").toString()).toBe("Zoë");
    expect(request.head).toContain("host: inner.test\r\n");
    expect(scriptOrigins(scriptOf([get("/", { headers: { Host: "inner.test" } })]))).toEqual([
      "http://inner.test",
      "http://shop.test:8080",
    ]);
  });
});

describe("scenarios and steps", () => {
  it("are picked by weight", () => {
    const scenarios = [
      { name: "a", weight: 3, steps: [get("/a")] },
      { name: "b", weight: 1, steps: [get("/b")] },
    ];
    const script = compiled([], { scenarios });
    const picked = Array.from({ length: 8_000 }, () => script.pickScenario().name);
    expect(picked.filter((name) => name === "a").length / 8_000).toBeCloseTo(0.75, 1);
  });

  it("have groups flattened, pauses between bounds, and a slot for each name", () => {
    const script = compiled([
      get("/a", { name: "x" }),
      { type: "group", name: "g", steps: [get("/b", { name: "x" }), { type: "think", minMs: 5, maxMs: 9 }] },
      get("/c"),
    ]);
    const { program } = script.scenarios[0]!;
    expect(program.map(({ type }) => type)).toEqual([
      "request",
      "group-begin",
      "request",
      "think",
      "group-end",
      "request",
    ]);
    expect(script.slots.map(({ name, kind }) => [name, kind])).toEqual([
      ["x", "request"],
      ["g", "group"],
      ["GET /c", "request"],
    ]);
    const think = program[3]!;
    if (think.type !== "think") throw new Error("no pause");
    const pauses = new Set(Array.from({ length: 200 }, () => think.pickMs()));
    expect([...pauses].sort()).toEqual([5, 6, 7, 8, 9]);
  });

  it("cannot mix names of groups and requests, pause backwards, or send nothing", () => {
    expect(problems([{ type: "group", name: "x", steps: [get("/a", { name: "x" })] }])[0]?.path).toBe(
      "scenarios[0].steps[0].steps[0].name",
    );
    expect(problems([get("/"), { type: "think", minMs: 9, maxMs: 5 }])[0]?.path).toBe("scenarios[0].steps[1]");
    expect(problems([{ type: "think", minMs: 1, maxMs: 5 }])[0]?.message).toContain("sends no request");
  });

  it("are held to thresholds that can be judged", () => {
    const thresholds = ["p95 < 1s", "GET /a: p95 < 1s", "pay: p95 < 1s", "p95 < 1", "checks > 90%"];
    expect(problems([get("/a")], { thresholds }).map(({ path }) => path)).toEqual([
      "thresholds[2]",
      "thresholds[3]",
      "thresholds[4]",
    ]);
  });

  it("say all that is wrong when they are compiled", () => {
    expect(() => compiled([get("/{{a}}"), get("/{{b}}")])).toThrow(
      expect.objectContaining({
        code: "BAD_REQUEST",
        message: expect.stringMatching(/steps\[0\]\.url.*steps\[1\]\.url/),
      }),
    );
  });
});
