import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../exchange.ts";
import { ScanLimitError } from "../scan-limit-error.ts";
import { answeringTarget } from "../testing/answering-target.ts";
import { hideValues, type PathProbe, probePaths } from "./probe-paths.ts";

const PROBES: readonly PathProbe[] = ["/a", "/b", "/c"].map((path) => ({ path, what: "A file", proof: /^SECRET=/ }));

function targetWith(answers: Record<string, Partial<Exchange> | Error>) {
  return answeringTarget({ answers, looksMissing: async ({ body }) => body.includes("any path") });
}

describe("probePaths", () => {
  it("reports what is proven by its content, not by its status or as a page", async () => {
    const html = [["content-type", "text/html"]] as const;
    const target = targetWith({
      "/a": { body: "SECRET=1" },
      "/b": { body: "SECRET=1", headers: html },
      "/c": { body: "other" },
    });
    const result = await probePaths(target, PROBES, "Everybody can read it.");
    expect(result).toMatchObject({
      outcome: "fail",
      faults: [{ place: { path: "/a" }, title: "A file is served at /a" }],
    });
    expect(result.outcome === "fail" && result.faults).toHaveLength(1);
  });

  it("takes what every path answers for nothing", async () => {
    const body = "SECRET=any path";
    expect(await probePaths(targetWith({ "/a": { body }, "/b": { body }, "/c": { body } }), PROBES, "")).toEqual({
      outcome: "pass",
    });
  });

  it.each([
    ["did not answer", new AppError("TIMEOUT", "It took longer than 1 ms.")],
    ["was not asked for want of budget", new ScanLimitError("requests", "the budget was spent")],
    ["was put off", { status: 429 }],
  ])("concludes nothing when a path %s, and keeps what was found", async (_, failure) => {
    const target = targetWith({ "/a": { body: "SECRET=1" }, "/b": failure, "/c": {} });
    const result = await probePaths(target, PROBES, "");
    expect(result).toMatchObject({ outcome: "not-assessed", faults: [{ place: { path: "/a" } }] });
    const without = await probePaths(targetWith({ "/a": {}, "/b": failure, "/c": {} }), PROBES, "");
    expect(without).toEqual({ outcome: "not-assessed", reason: expect.stringContaining("1 of 3") });
  });

  it("passes faults of its own on", async () => {
    await expect(probePaths(targetWith({ "/a": new TypeError("bug") }), PROBES, "")).rejects.toThrow("bug");
  });
});

it("evidence shows names of settings, and beginnings of values", () => {
  const text =
    'APP_KEY=base64:abcdefghijkl\nDB=pg\n{"password": "hunter2hunter2", "n": 1}\n  token: abcdef ghijkl\nMHcCAQEEIObcdefghijklmnopqrstuv=\n';
  expect(hideValues(text)).toBe('APP_KEY=ba…\nDB=pg\n{"password": "hu…, "n": 1}\n  token: ab…\nMHcC…\n');
});
