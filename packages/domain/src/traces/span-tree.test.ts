import { describe, expect, it } from "vitest";
import { computeCriticalPath } from "./critical-path.ts";
import { computeSelfTimes } from "./self-time.ts";
import { indexChildren, linkParents, orderTopDown, type SpanColumns } from "./span-tree.ts";

/** Spans as [start, duration, parent] in order of start. */
function columns(...spans: [number, number, number][]): SpanColumns {
  return {
    start: Float64Array.from(spans, (span) => span[0]),
    duration: Float64Array.from(spans, (span) => span[1]),
    parent: Int32Array.from(spans, (span) => span[2]),
  };
}
const path = (trace: SpanColumns) => computeCriticalPath(trace).map(({ span, start, end }) => [span, start, end]);

describe("linkParents", () => {
  it("finds parents, and leaves out those that are absent or the span itself", () => {
    expect([...linkParents(["a", "b", "c", "d"], [null, "a", "zz", "d"])]).toEqual([-1, 0, -1, -1]);
  });

  it("cuts cycles, so that every span is reached from a root", () => {
    const parent = linkParents(["a", "b", "c", "d"], ["c", "a", "b", "c"]);
    expect(parent.filter((p) => p === -1).length).toBe(1);
    expect([...orderTopDown(parent, indexChildren(parent))].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe("computeSelfTimes", () => {
  it("counts overlapping children once and cuts them to the parent", () => {
    expect([...computeSelfTimes(columns([0, 100, -1], [10, 40, 0], [30, 40, 0], [90, 50, 0]))]).toEqual([
      30, 40, 40, 50,
    ]);
  });

  it("does not count a child that began before its parent twice", () => {
    expect([...computeSelfTimes(columns([0, 30, 1], [10, 100, -1]))]).toEqual([30, 80]);
  });
});

describe("computeCriticalPath", () => {
  it("is the span itself when it has no children", () => {
    expect(path(columns([0, 10, -1]))).toEqual([[0, 0, 10]]);
  });

  it("follows sequential children and returns to the parent between them", () => {
    expect(path(columns([0, 100, -1], [10, 30, 0], [50, 40, 0]))).toEqual([
      [0, 0, 10],
      [1, 10, 40],
      [0, 40, 50],
      [2, 50, 90],
      [0, 90, 100],
    ]);
  });

  it("takes the last of parallel children to finish", () => {
    expect(path(columns([0, 100, -1], [10, 50, 0], [10, 80, 0]))).toEqual([
      [0, 0, 10],
      [2, 10, 90],
      [0, 90, 100],
    ]);
  });

  it("goes on in a child that outlives its parent", () => {
    expect(path(columns([0, 50, -1], [40, 100, 0]))).toEqual([
      [0, 0, 40],
      [1, 40, 140],
    ]);
  });

  it("joins parts of a trace whose parents are absent", () => {
    expect(path(columns([0, 10, -1], [20, 10, -1]))).toEqual([
      [0, 0, 10],
      [1, 20, 30],
    ]);
  });

  it("covers the whole of a trace without gaps, never twice, on random trees", () => {
    let seed = 42;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    for (let round = 0; round < 200; round++) {
      const spans: [number, number, number][] = [[0, 1000, -1]];
      for (let i = 1; i < 30; i++) {
        const parent = Math.floor(random() * spans.length);
        const [from = 0, length = 0] = spans[parent] ?? [];
        const start = from + random() * length;
        spans.push([start, random() * (from + length - start), parent]);
      }
      const order = spans.map((_, index) => index).sort((a, b) => (spans[a]?.[0] ?? 0) - (spans[b]?.[0] ?? 0));
      const trace = columns(
        ...order.map((index): [number, number, number] => {
          const [start = 0, duration = 0, parent = -1] = spans[index] ?? [];
          return [start, duration, parent < 0 ? -1 : order.indexOf(parent)];
        }),
      );
      const intervals = computeCriticalPath(trace);
      let at = 0;
      for (const interval of intervals) {
        expect(interval.start).toBeCloseTo(at, 6);
        at = interval.end;
      }
      expect(at).toBeCloseTo(1000, 6);
    }
  });

  it("copes with a chain of 50,000 spans", () => {
    const depth = 50_000;
    const chain = columns(
      ...Array.from({ length: depth }, (_, i): [number, number, number] => [i, 2 * (depth - i), i - 1]),
    );
    expect(computeCriticalPath(chain).length).toBeGreaterThan(depth);
    expect(computeSelfTimes(chain).length).toBe(depth);
  });
});
