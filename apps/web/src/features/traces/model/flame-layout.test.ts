import { describe, expect, it } from "vitest";
import { firstSlotAfter, layoutFlame } from "./flame-layout.ts";
import { type FixtureSpan, outlineOf } from "./outline-fixture.ts";
import { buildTraceModel, type TraceModel } from "./trace-model.ts";

const modelOf = (spans: FixtureSpan[]) => buildTraceModel(outlineOf(spans));

/** What must hold for every layout: no overlap in a lane, and children below parents that started before them. */
function expectSound(model: TraceModel): void {
  const layout = layoutFlame(model);
  for (let lane = 0; lane < layout.lanes; lane++) {
    const spans = layout.spans.subarray(layout.offset[lane], layout.offset[lane + 1]);
    for (let at = 1; at < spans.length; at++) {
      expect(model.start[spans[at] as number]).toBeGreaterThanOrEqual(model.end[spans[at - 1] as number] as number);
    }
  }
  for (let span = 0; span < model.count; span++) {
    const above = model.parent[span] as number;
    if (above < 0 || model.skewed[span] === 1) continue;
    expect(layout.laneOf[span]).toBeGreaterThan(layout.laneOf[above] as number);
  }
}

describe("layoutFlame", () => {
  it("puts calls one after another on one lane and parallel ones below each other", () => {
    const model = modelOf([
      { parent: -1, start: 0, duration: 100 },
      { parent: 0, start: 0, duration: 40 },
      { parent: 0, start: 30, duration: 40 },
      { parent: 0, start: 70, duration: 20 },
    ]);
    const layout = layoutFlame(model);
    expect([...layout.laneOf]).toEqual([0, 1, 2, 1]);
    expect(layout.lanes).toBe(3);
    expectSound(model);
  });

  it("keeps children that start before their parents", () => {
    expectSound(
      modelOf([
        { parent: 1, start: 0, duration: 50 },
        { parent: -1, start: 20, duration: 10 },
        { parent: 0, start: 25, duration: 10 },
      ]),
    );
  });

  it("is sound on random trees", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 20; round++) {
      const spans: FixtureSpan[] = [{ parent: -1, start: 0, duration: 1000 }];
      for (let index = 1; index < 200; index++) {
        spans.push({ parent: random(index), start: index * 2 + random(3), duration: random(300) });
      }
      expectSound(modelOf(spans.toSorted((a, b) => a.start - b.start)));
    }
  });

  it("lays out 50,000 parallel spans and a chain as deep without going quadratic", () => {
    const parallel = Array.from({ length: 50_000 }, (_, index) => ({
      parent: index === 0 ? -1 : 0,
      start: index,
      duration: 100_000,
    }));
    const chain = parallel.map((span, index) => ({ ...span, parent: index - 1 }));
    const started = performance.now();
    expect(layoutFlame(modelOf(parallel)).lanes).toBe(50_000);
    expect(layoutFlame(modelOf(chain)).lanes).toBe(50_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("finds the first span that ends after an instant", () => {
    const model = modelOf([
      { parent: -1, start: 0, duration: 10 },
      { parent: -1, start: 10, duration: 10 },
      { parent: -1, start: 30, duration: 10 },
    ]);
    const layout = layoutFlame(model);
    expect([0, 9, 10, 25, 39, 40].map((instant) => firstSlotAfter(model, layout, 0, instant))).toEqual([
      0, 0, 1, 2, 2, 3,
    ]);
  });
});
