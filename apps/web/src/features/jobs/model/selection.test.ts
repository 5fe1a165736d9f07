import { describe, expect, it } from "vitest";
import { isChosen, isWholeLoaded, keepLoaded, MOST_IDS, NOTHING, toggleJob, toggleLoaded } from "./selection.ts";

const loaded = ["a", "b", "c"];

describe("selection of jobs", () => {
  it("takes jobs in and out one by one", () => {
    const one = toggleJob(NOTHING, "b", loaded);
    expect([...one.ids]).toEqual(["b"]);
    expect(toggleJob(one, "b", loaded).ids.size).toBe(0);
  });

  it("takes all that are loaded, then none", () => {
    const whole = toggleLoaded(toggleJob(NOTHING, "b", loaded), loaded);
    expect(isWholeLoaded(whole, loaded)).toBe(true);
    expect(toggleLoaded(whole, loaded)).toEqual(NOTHING);
  });

  it("holds no more ids than one call takes", () => {
    const many = Array.from({ length: MOST_IDS + 20 }, (_, index) => `job-${index}`);
    const whole = toggleLoaded(NOTHING, many);
    expect(whole.ids.size).toBe(MOST_IDS);
    expect(isWholeLoaded(whole, many)).toBe(true);
    expect(toggleJob(whole, "job-510", many).ids.size).toBe(MOST_IDS);
  });

  it("leaves the loaded jobs but one when one is taken out of everything", () => {
    const rest = toggleJob({ ids: new Set(), all: true }, "b", loaded);
    expect(rest.all).toBe(false);
    expect([...rest.ids]).toEqual(["a", "c"]);
    expect(isChosen({ ids: new Set(), all: true }, "z")).toBe(true);
  });

  it("forgets jobs that left the table, and stays the same object when none did", () => {
    const two = { ids: new Set(["a", "z"]), all: false };
    expect([...keepLoaded(two, loaded).ids]).toEqual(["a"]);
    const whole = toggleLoaded(NOTHING, loaded);
    expect(keepLoaded(whole, loaded)).toBe(whole);
  });
});
