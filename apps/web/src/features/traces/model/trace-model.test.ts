import { describe, expect, it } from "vitest";
import { type FixtureSpan, outlineOf } from "./outline-fixture.ts";
import { buildTraceModel, isOnCriticalPath } from "./trace-model.ts";
import { collapseToDepth, reveal, setBelow, visibleRows } from "./visible-rows.ts";

/**
 * 0 ┬ 1 ┬ 3
 *   │   └ 4
 *   └ 2
 */
const TREE: FixtureSpan[] = [
  { parent: -1, start: 0, duration: 100 },
  { parent: 0, start: 10, duration: 40 },
  { parent: 0, start: 15, duration: 80 },
  { parent: 1, start: 20, duration: 5, status: 2 },
  { parent: 1, start: 30, duration: 10 },
];

describe("buildTraceModel", () => {
  it("orders the tree depth first, siblings by start", () => {
    const model = buildTraceModel(outlineOf(TREE));
    expect([...model.order]).toEqual([0, 1, 3, 4, 2]);
    expect([...model.depth]).toEqual([0, 1, 1, 2, 2]);
    expect([...model.subtreeSize]).toEqual([5, 3, 1, 1, 1]);
    expect([...model.childCount]).toEqual([2, 2, 0, 0, 0]);
    expect([...model.errorsWithin]).toEqual([1, 1, 0, 1, 0]);
    expect([...model.end]).toEqual([100, 50, 95, 25, 40]);
    expect([model.maxDepth, model.errors, model.rangeStart, model.rangeEnd]).toEqual([2, 1, 0, 100]);
  });

  it("takes a trace without spans, and one of a single span without duration", () => {
    expect(buildTraceModel(outlineOf([], { durationNano: 0 })).order).toHaveLength(0);
    const point = buildTraceModel(outlineOf([{ parent: -1, start: 0, duration: 0 }]));
    expect(point.rangeEnd - point.rangeStart).toBe(1);
  });

  it("shows spans whose parents are missing as further roots, and says which they are", () => {
    const orphans: FixtureSpan[] = [...TREE, { parent: -1, start: 120, duration: 10 }];
    const model = buildTraceModel(outlineOf(orphans, { missingParent: [5] }));
    expect([...model.order]).toEqual([0, 1, 3, 4, 2, 5]);
    expect(model.depth[5]).toBe(0);
    expect([...model.orphan]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(model.rangeEnd).toBe(130);
  });

  it("cuts cycles above their earliest span and keeps what hangs from them", () => {
    const model = buildTraceModel(
      outlineOf([
        { parent: -1, start: 0, duration: 10 },
        { parent: 3, start: 1, duration: 1 },
        { parent: 1, start: 2, duration: 1 },
        { parent: 2, start: 3, duration: 1 },
        { parent: 2, start: 4, duration: 1 },
        { parent: 5, start: 5, duration: 1 },
      ]),
    );
    expect(model.cyclesCut).toBe(2);
    expect([...model.order]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...model.parent]).toEqual([-1, -1, 1, 2, 2, -1]);
  });

  it("marks children that start before their parent, and still draws all of their time", () => {
    const model = buildTraceModel(
      outlineOf([
        { parent: 1, start: 0, duration: 5 },
        { parent: -1, start: 20, duration: 10 },
      ]),
    );
    expect([...model.skewed]).toEqual([1, 0]);
    expect([...model.order]).toEqual([1, 0]);
    expect([model.rangeStart, model.rangeEnd]).toEqual([0, 30]);
  });

  it("lays out a chain of 50,000 spans without recursion and in little time", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => ({ parent: index - 1, start: index, duration: 60_000 }));
    const started = performance.now();
    const model = buildTraceModel(outlineOf(chain));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(model.maxDepth).toBe(49_999);
    expect(model.subtreeSize[0]).toBe(50_000);
  });

  it("groups the critical path by span", () => {
    const model = buildTraceModel(outlineOf(TREE, { criticalPath: [0, 0, 10, 2, 15, 95, 0, 95, 100] }));
    const { offset, start, end } = model.critical;
    expect([...start.subarray(offset[0], offset[1])]).toEqual([0, 95]);
    expect([...end.subarray(offset[0], offset[1])]).toEqual([10, 100]);
    expect([0, 1, 2].map((span) => isOnCriticalPath(model, span))).toEqual([true, false, true]);
  });
});

describe("visibleRows", () => {
  const model = buildTraceModel(outlineOf(TREE));

  it("hides what is below a collapsed span", () => {
    const collapsed = new Uint8Array(model.count);
    collapsed[1] = 1;
    const rows = visibleRows(model, collapsed);
    expect([...rows.spans]).toEqual([0, 1, 2]);
    expect([...rows.rowOf]).toEqual([0, 1, 2, -1, -1]);
  });

  it("collapses and opens below, to a depth, and around one span", () => {
    const collapsed = new Uint8Array(model.count);
    setBelow(model, collapsed, 0, 1, false);
    expect([...visibleRows(model, collapsed).spans]).toEqual([0, 1, 2]);
    setBelow(model, collapsed, 0, 1, true);
    expect([...visibleRows(model, collapsed).spans]).toEqual([0]);
    expect(reveal(model, collapsed, 3)).toBe(true);
    expect(reveal(model, collapsed, 3)).toBe(false);
    expect(visibleRows(model, collapsed).spans).toHaveLength(5);
    collapseToDepth(model, collapsed, 1);
    expect([...visibleRows(model, collapsed).spans]).toEqual([0, 1, 2]);
    collapseToDepth(model, collapsed, Number.POSITIVE_INFINITY);
    expect(visibleRows(model, collapsed).spans).toHaveLength(5);
  });
});
