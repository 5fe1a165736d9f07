import { describe, expect, it } from "vitest";
import { dayAfter, endOfDay, expiryError, MOST_DAYS } from "./expiry.ts";

const nowMs = new Date("2026-11-22T14:00:00").getTime();

describe("the end of a suppression", () => {
  it("is a day on the reader's calendar, over months and years", () => {
    expect(dayAfter(nowMs, 0)).toBe("2026-11-22");
    expect(dayAfter(nowMs, 90)).toBe("2027-02-20");
  });

  it("is the end of that day", () => {
    expect(new Date(endOfDay("2026-12-31") ?? "").getHours()).toBe(23);
    expect(endOfDay("")).toBeNull();
    expect(endOfDay("2026-13-41")).toBeNull();
  });

  it("lies ahead, within two years", () => {
    expect(expiryError("2026-11-22", nowMs)).toBeNull();
    expect(expiryError("2026-11-21", nowMs)).toMatch(/over/);
    expect(expiryError(dayAfter(nowMs, MOST_DAYS + 2), nowMs)).toMatch(/Two years/);
    expect(expiryError("soon", nowMs)).toMatch(/which day/);
  });
});
