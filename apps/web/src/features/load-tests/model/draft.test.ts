import { loadScriptSchema, type LoadScriptInput } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { emptyRequest, emptyScript, type ScriptDraft } from "./draft.ts";
import { draftOfScript } from "./draft-of-script.ts";
import { checkScript } from "./issues.ts";
import { scriptOfDraft } from "./script-of-draft.ts";

const EVERYTHING: LoadScriptInput = {
  baseUrl: "https://shop.example.com/v1",
  load: {
    mode: "open",
    stages: [
      { durationMs: 90_000, startRate: 0, rate: 50 },
      { durationMs: 60_000, rate: 50 },
    ],
  },
  scenarios: [
    {
      name: "buy",
      weight: 3,
      steps: [
        {
          type: "request",
          name: "sign in",
          method: "POST",
          url: "/sign-in",
          headers: { accept: "application/json", "x-id": "{{$uuid}}" },
          body: { type: "json", json: { user: "{{users.email}}", tags: [1, null, true] } },
          timeoutMs: 5000,
          extract: [
            { as: "token", from: "json", expression: "$.token" },
            { as: "code", from: "status", fallback: "0" },
          ],
          checks: [
            { type: "status", is: "2xx" },
            { type: "json", path: "$.ok", equals: true },
            { type: "header", name: "content-type", contains: "json" },
            { type: "latency", maxMs: 250 },
            { type: "body", contains: "token" },
            { type: "matches", pattern: "to.en" },
          ],
        },
        { type: "think", minMs: 500, maxMs: 1500 },
        {
          type: "group",
          name: "pay",
          steps: [{ type: "request", method: "POST", url: "/pay", body: { type: "form", fields: { a: "b" } } }],
        },
        { type: "request", method: "PUT", url: "/note", body: { type: "text", text: "hi" } },
      ],
    },
  ],
  thresholds: ["p95 < 250ms"],
  variables: { region: "eu" },
  data: [{ name: "users", format: "csv", text: "email\na@b.c", pick: "random" }],
  http: { version: "2", keepAlive: false, maxRedirects: 3 },
  tracing: { share: 0.07 },
  baseline: { durationMs: 10_000, rate: 2 },
};

function check(draft: ScriptDraft) {
  const { script, issues } = scriptOfDraft(draft);
  return checkScript(script, issues);
}

describe("a script in the form", () => {
  it.each<[string, LoadScriptInput["load"]]>([
    ["rates", EVERYTHING.load],
    ["users", { mode: "closed", stages: [{ durationMs: 1000, users: 3, startUsers: 1 }] }],
    ["a search", { mode: "capacity", startRate: 5, maxRate: 700, precision: 0.05, holdMs: 30_000 }],
  ])("goes in and comes out as it was: %s", (_, load) => {
    const script = loadScriptSchema.parse({ ...EVERYTHING, load });
    expect(check(draftOfScript(script))).toEqual({ ok: true, script, issues: [] });
  });

  it("begins with one that is whole but for its address", () => {
    expect(check(emptyScript()).issues).toMatchObject([{ path: "baseUrl", missing: true }]);
    expect(check({ ...emptyScript(), baseUrl: "https://shop.example.com" }).ok).toBe(true);
  });
});

describe("what is wrong", () => {
  it("stands where it is, in words", () => {
    const draft = emptyScript();
    const [stage] = draft.load.rates;
    const [scenario] = draft.scenarios;
    if (!stage || !scenario) throw new Error("empty");
    stage.duration = "soon";
    stage.to = -1;
    scenario.steps = [{ ...emptyRequest(), body: { ...emptyRequest().body, type: "json", json: "{" } }];
    draft.baseUrl = "shop";
    draft.http.timeoutMs = 0.5;
    const { issues } = check(draft);
    const at = (path: string) => issues.find((issue) => issue.path === path);
    expect(at("load.stages.0.durationMs")?.message).toBe("A time, such as 2 min");
    expect(at("load.stages.0.rate")?.message).toBe("At least 0");
    expect(at("baseUrl")?.message).toContain("https://shop.example.com");
    expect(at("http.timeoutMs")?.message).toBe("A whole number");
    expect(at("scenarios.0.steps.0.url")).toMatchObject({ message: "Needed", missing: true });
    expect(at("scenarios.0.steps.0.body.json")?.message).toMatch(/^This is not JSON/);
  });

  it("names the row of a header without a name or with one twice", () => {
    const draft = { ...emptyScript(), baseUrl: "https://shop.example.com" };
    const row = (id: number, name: string) => ({ id, name, value: "x" });
    draft.variables = [row(-1, ""), row(-2, "a"), row(-3, "a")];
    expect(check(draft).issues.map(({ path, message }) => [path, message])).toEqual([
      ["variables.0", "A name is needed"],
      ["variables.2", "a is there twice"],
    ]);
  });

  it("finds what is wrong inside a group", () => {
    const script = structuredClone(EVERYTHING) as unknown as {
      scenarios: [{ steps: { steps?: { url: string }[] }[] }];
    };
    const inner = script.scenarios[0].steps[2]?.steps?.[0];
    if (!inner) throw new Error("no group");
    inner.url = "";
    expect(checkScript(script).issues.map((issue) => issue.path)).toEqual(["scenarios.0.steps.2.steps.0.url"]);
  });

  it("says what is wrong with a threshold, without repeating it", () => {
    const script = { ...EVERYTHING, thresholds: ["p95 < 1s", "p95 < 5"] };
    expect(checkScript(script).issues).toEqual([
      { path: "thresholds.1", message: "Say the unit of the latency, such as 5ms.", missing: false },
    ]);
  });

  it("asks for a host where requests have none, and for something to hold a search against", () => {
    const load = { mode: "capacity", maxRate: 10 };
    const script = { load, scenarios: [{ name: "a", steps: [{ type: "request", url: "/" }] }] };
    expect(checkScript(script).issues.map((issue) => issue.path)).toEqual(["baseUrl", "thresholds"]);
  });
});
