import { expect, it } from "vitest";
import { chosenPair, readChosen, toggleChosen } from "./chosen-runs.ts";

const runs = [
  { id: "new", createdAt: "2026-11-22T08:00:00.000Z" },
  { id: "old", createdAt: "2026-11-21T08:00:00.000Z" },
];

it("holds the later run against the earlier one, whichever was chosen first", () => {
  expect(chosenPair(["new", "old"], runs)).toEqual({ runId: "new", baseRunId: "old" });
  expect(chosenPair(["old", "new"], runs)).toEqual({ runId: "new", baseRunId: "old" });
  expect(chosenPair(["old"], runs)).toBeNull();
  expect(chosenPair(["old", "not loaded"], runs)).toBeNull();
});

it("keeps two at most", () => {
  expect(toggleChosen(["a", "b"], "c")).toEqual(["b", "c"]);
  expect(toggleChosen(["a", "b"], "a")).toEqual(["b"]);
  expect(readChosen("a,b,c")).toEqual(["a", "b"]);
  expect(readChosen(null)).toEqual([]);
});
