import { afterAll, describe, expect, it } from "vitest";
import { WEB_CHECKS } from "./registry.ts";
import { CORPUS } from "./testing/corpus/index.ts";
import { corpusAgent, walkEntry } from "./testing/walk-corpus.ts";

const agent = corpusAgent();
afterAll(() => agent.close());

describe("the corpus of faulty sites", () => {
  it("has a planted fault for every check of web targets", () => {
    // Deep scanners are programs that may not be there; they have tests on what they printed once.
    const missing = WEB_CHECKS.filter(
      ({ id, group }) => group !== "deep" && !CORPUS.some((entry) => entry.checkId === id),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it.concurrent.each(CORPUS.map((entry, index) => [entry.checkId, entry.fault, entry, index] as const))(
    "%s finds: %s, and nothing in its clean twin",
    async (_, __, entry, index) => {
      // Every check on every twin takes minutes on a busy machine: the benchmark does that.
      const outcome = await walkEntry(entry, agent, index % 5 === 0 ? "every" : "most");
      expect(outcome).toMatchObject({ isFound: true, falseAlarms: [], broken: [] });
    },
    120_000,
  );
});
