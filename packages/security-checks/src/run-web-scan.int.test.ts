import { afterAll, describe, expect, it } from "vitest";
import { webChecksOf } from "./registry.ts";
import { runWebScan, type WebScanOptions } from "./run-web-scan.ts";
import type { ScanProgress } from "./scan-report.ts";
import { carefulSite } from "./testing/corpus-site.ts";
import { corpusAgent } from "./testing/walk-corpus.ts";

const agent = corpusAgent();
afterAll(() => agent.close());

const LIMITS = { maxRequests: 500, maxDurationMs: 60_000, requestsPerSecond: 1000, concurrency: 4 };

function scan(origin: string, options: Partial<WebScanOptions> = {}) {
  const signal = new AbortController().signal;
  return runWebScan({ origin, profile: "standard", agent, allowPrivate: true, limits: LIMITS, signal, ...options });
}

describe("runWebScan", () => {
  it("has a record for every check of the profile and tells how far it is", async () => {
    const site = await carefulSite({ "/": {} });
    const told: ScanProgress[] = [];
    try {
      const report = await scan(site.origin, {
        onProgress: (progress) => {
          told.push(progress);
          throw new Error("a listener that fails");
        },
      });
      const ids = webChecksOf("standard").map(({ id }) => id);
      expect(report.records.map((record) => record.checkId)).toEqual(ids);
      expect(report).toMatchObject({ stopped: null, coverage: { pages: ["/"] } });
      expect(report.requests).toBeGreaterThan(ids.length);
      expect(told.filter(({ outcome }) => outcome === undefined).map(({ index }) => index)).toEqual(
        ids.map((_, i) => i),
      );
      expect(told.filter(({ outcome }) => outcome !== undefined)).toHaveLength(ids.length);
      expect(told.every(({ total }) => total === ids.length)).toBe(true);
    } finally {
      await site.close();
    }
  });

  it("finds the same in the same place again, and nothing that changes by itself", async () => {
    let count = 0;
    const site = await carefulSite({
      "/": () => {
        count += 1;
        return {
          headers: {
            "content-security-policy": "",
            server: "nginx/1.18.0",
            "set-cookie": `session=${count}abcdefgh; path=/`,
          },
          body: `<a href="/a?token=${count}">a</a><!-- ${count} at 10.1.2.3 -->`,
        };
      },
      "/a": { headers: { "x-content-type-options": "" } },
    });
    const places = async () =>
      (await scan(site.origin)).records.flatMap(({ checkId, result }) =>
        "faults" in result ? (result.faults ?? []).map(({ place }) => JSON.stringify([checkId, place])) : [],
      );
    try {
      const first = await places();
      expect(first.length).toBeGreaterThan(4);
      expect(await places()).toEqual(first);
      expect(new Set(first).size).toBe(first.length);
    } finally {
      await site.close();
    }
  });

  it("concludes nothing from a target that is down", async () => {
    const site = await carefulSite({});
    await site.close();
    const report = await scan(site.origin);
    const concluded = report.records.filter(({ result }) => result.outcome === "pass" || result.outcome === "fail");
    expect(concluded).toEqual([]);
    expect(report.records.find(({ checkId }) => checkId === "headers.csp")?.result).toMatchObject({
      outcome: "not-assessed",
      reason: expect.stringContaining("nothing listens there"),
    });
  });

  it("masks what signs test accounts in, also where the target repeats a part of it", async () => {
    const site = await carefulSite({
      "/": (request) => ({
        headers: {
          "cache-control": "max-age=60",
          vary: request.headers.cookie?.slice(8, 22) ?? "cookie",
        },
        body: request.headers.cookie ? "<p>Hello alice.</p>" : "<p>Sign in.</p>",
      }),
    });
    try {
      const identities = [
        { name: "alice", headers: { cookie: "session=open-sesame-42; b=1", "x-key": "Key sesame-street-9" } },
      ];
      const report = await scan(site.origin, { identities });
      expect(report.records.find(({ checkId }) => checkId === "headers.private-caching")?.result.outcome).toBe("fail");
      expect(JSON.stringify(report)).toContain("vary: open…");
      expect(JSON.stringify(report)).not.toMatch(/sesame-/);
    } finally {
      await site.close();
    }
  });

  it("ends when it is cancelled, out of requests or out of time", async () => {
    const site = await carefulSite({ "/": {} });
    const cancelling = new AbortController();
    try {
      const cancelled = await scan(site.origin, { signal: cancelling.signal, onProgress: () => cancelling.abort() });
      expect(cancelled.stopped).toBe("cancelled");
      expect(cancelled.records.at(-1)?.result).toEqual({ outcome: "not-assessed", reason: "The scan was cancelled." });
      const spent = await scan(site.origin, { limits: { ...LIMITS, maxRequests: 10 } });
      expect([spent.stopped, spent.requests]).toEqual(["requests", 10]);
      const late = await scan(site.origin, { limits: { ...LIMITS, maxDurationMs: 500, requestsPerSecond: 2 } });
      expect(late.stopped).toBe("time");
      expect(late.records).toHaveLength(webChecksOf("standard").length);
    } finally {
      await site.close();
    }
  });

  it("makes only the checks that it is asked for, and of a profile only its own", async () => {
    const site = await carefulSite({ "/": {} });
    try {
      const report = await scan(site.origin, {
        checks: ["headers.csp", "cors.wildcard", "no.such-check"],
        profile: "passive",
      });
      expect(report.records.map(({ checkId }) => checkId)).toEqual(["headers.csp"]);
    } finally {
      await site.close();
    }
  });
});
