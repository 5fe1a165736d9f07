import { afterAll, describe, expect, it } from "vitest";
import { runWebScan } from "./run-web-scan.ts";
import { webChecksOf } from "./registry.ts";
import { HOSTILE_SITES } from "./testing/hostile/hostile-sites.ts";
import { carefulSite } from "./testing/corpus-site.ts";
import { corpusAgent } from "./testing/walk-corpus.ts";

const agent = corpusAgent();
afterAll(() => agent.close());

const MAX_DURATION_MS = 5000;
const NEVER_ANSWER = new Set(["headers that never come", "headers one by one"]);

function scan(origin: string) {
  return runWebScan({
    origin,
    profile: "active",
    agent,
    allowPrivate: true,
    limits: { maxRequests: 150, maxDurationMs: MAX_DURATION_MS, requestsPerSecond: 200, concurrency: 4 },
    signal: new AbortController().signal,
  });
}

describe("hostile targets", () => {
  it("end in the scan's budget, all at once, and memory stays flat", { timeout: 110_000 }, async () => {
    const sites = await Promise.all(HOSTILE_SITES.map(async (site) => ({ name: site.name, ...(await site.start()) })));
    const before = process.memoryUsage.rss();
    let peak = before;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 50);
    try {
      const reports = await Promise.all(sites.map(async ({ name, origin }) => ({ name, report: await scan(origin) })));
      for (const { name, report } of reports) {
        expect(report.requests, name).toBeLessThanOrEqual(150);
        expect(
          report.records.map((record) => record.checkId),
          name,
        ).toEqual(webChecksOf("active").map(({ id }) => id));
        if (NEVER_ANSWER.has(name)) expect(report.stopped, name).toBe("time");
        // The clock of the scan ends it; the rest is this machine's, which may be busy.
        const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
        expect(tookMs, name).toBeLessThan(MAX_DURATION_MS + 60_000);
        const broken = report.records.flatMap(({ checkId, result }) =>
          result.outcome === "not-assessed" && result.reason.startsWith("The check itself")
            ? [`${checkId} ${result.reason}`]
            : [],
        );
        expect(broken, name).toEqual([]);
      }
    } finally {
      clearInterval(sampler);
      await Promise.all(sites.map((site) => site.close()));
    }
    // Twelve scans at once, of which one body alone would be more than this.
    expect(peak - before).toBeLessThan(600 << 20);
  });

  it("cannot put anything alive into evidence", async () => {
    const nasty = `<script>alert(1)</script>\u001b[31m\u202e"'><img src=x onerror=alert(2)>`;
    const site = await carefulSite({
      "/": {
        headers: {
          "x-powered-by": "<img src=x onerror=alert(3)>",
          "set-cookie": "<b>session</b>=abcdefghijklmnop; path=/",
        },
        body: `<pre>ORA-00942: table ${nasty}\u0000 password=hunter2hunter2</pre>`,
      },
    });
    try {
      const texts = [...textsIn((await scan(site.origin)).records)];
      // Markup stays as text for the console to escape; what steers terminals or the direction of text is written out.
      expect(texts.join("\n")).toContain(
        String.raw`<script>alert(1)</script>\u001b[31m\u202e"'><img src=x onerror=alert(2)>\u0000`,
      );
      expect(texts).toContain("Session cookie <b>session</b> is not HttpOnly");
      expect(texts.filter((text) => /(?!\n)[\p{Cc}\p{Cf}]/u.test(text))).toEqual([]);
      expect(texts.filter((text) => /hunter2|abcdefgh/.test(text))).toEqual([]);
    } finally {
      await site.close();
    }
  });
});

/** Every text in a value, however deep. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}
