import { describe, expect, it } from "vitest";
import { StreamStarts } from "./stream-starts.ts";

/** Values at times 1, 2, 3, … and what start each is given: its time, and whether that is a known zero. */
function follow(starts: StreamStarts, points: [time: number, value: number][], series = "s"): unknown[] {
  return points.map(([low, value]) => {
    const isFound = starts.find(series, { low, high: 7 }, value);
    return isFound ? [starts.startLow, starts.isKnown] : null;
  });
}

describe("StreamStarts", () => {
  it("begins at the first point with an unknown base, and anew before each fall from a known zero", () => {
    const points: [number, number][] = [
      [1, 50],
      [2, 60],
      [3, 60],
      [4, 5],
      [5, 9],
      [6, 0],
    ];
    expect(follow(new StreamStarts(), points)).toEqual([
      [1, false],
      [1, false],
      [1, false],
      [3, true],
      [3, true],
      [5, true],
    ]);
  });

  it("takes a point that came late or twice for no reset, and refuses one from before the stream", () => {
    const starts = new StreamStarts();
    expect(
      follow(starts, [
        [5, 50],
        [9, 90],
        [7, 70],
        [9, 90],
        [10, 91],
      ]),
    ).toEqual(Array.from({ length: 5 }, () => [5, false]));
    expect(
      follow(starts, [
        [12, 1],
        [11, 95],
        [8, 80],
        [13, 2],
      ]),
    ).toEqual([[10, true], [10, true], null, [10, true]]);
  });

  it("keeps series apart, and forgets the one that was not seen for the longest", () => {
    const starts = new StreamStarts(2);
    follow(starts, [[1, 10]], "a");
    follow(starts, [[1, 10]], "b");
    follow(starts, [[2, 11]], "a");
    follow(starts, [[3, 1]], "c");
    expect(follow(starts, [[4, 12]], "a")).toEqual([[1, false]]);
    expect(follow(starts, [[4, 5]], "b")).toEqual([[4, false]]);
  });
});
