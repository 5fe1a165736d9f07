import { expect, it } from "vitest";
import { capsOf, draftOfCaps, durationError } from "./caps-draft.ts";

const CAPS = { maxRate: 5000, maxDurationMs: 3_600_000, maxConcurrency: 2000, maxRequests: 10_000_000 };

it("goes into the form and comes out as it was", () => {
  expect(draftOfCaps(CAPS).maxDuration).toBe("1 h");
  expect(capsOf(draftOfCaps(CAPS))).toEqual(CAPS);
});

it("takes nothing half typed and no run longer than a day", () => {
  expect(capsOf({ ...draftOfCaps(CAPS), maxRate: "" })).toBeNull();
  expect(capsOf({ ...draftOfCaps(CAPS), maxDuration: "25 h" })).toBeNull();
  expect(durationError("soon")).toContain("30 min");
  expect(durationError("24h")).toBeNull();
});
