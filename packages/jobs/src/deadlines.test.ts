import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadlines } from "./deadlines.ts";

describe("deadlines", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("pass in their order, whenever they were added, and not once they are deleted", () => {
    const deadlines = new Deadlines();
    const passed: string[] = [];
    const add = (name: string, afterMs: number) => deadlines.add(afterMs, () => passed.push(name));
    add("late", 1_000);
    add("soon", 100);
    const deleted = add("deleted", 200);
    add("far", 2 ** 40);
    vi.advanceTimersByTime(150);
    expect(passed).toEqual(["soon"]);
    deadlines.delete(deleted);
    add("later on", 60);
    vi.advanceTimersByTime(60);
    expect(passed).toEqual(["soon", "later on"]);
    vi.advanceTimersByTime(1_000);
    expect(passed).toEqual(["soon", "later on", "late"]);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("pass together, and one added by another that passes is kept", () => {
    const deadlines = new Deadlines();
    const passed: number[] = [];
    for (const at of [1, 2, 3]) deadlines.add(50, () => passed.push(at));
    deadlines.add(50, () => void deadlines.add(10, () => passed.push(4)));
    vi.advanceTimersByTime(55);
    expect(passed).toEqual([1, 2, 3]);
    vi.advanceTimersByTime(20);
    expect(passed).toEqual([1, 2, 3, 4]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
