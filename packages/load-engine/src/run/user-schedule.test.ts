import { expect, it } from "vitest";
import { UserSchedule } from "./user-schedule.ts";

it("deals users out so that all generators together have as many as the stages say", () => {
  const stages = [
    { durationMs: 1_000, startUsers: 0, users: 10 },
    { durationMs: 1_000, users: 10 },
    { durationMs: 500, startUsers: 10, users: 4 },
  ];
  const parts = [0, 1, 2].map((index) => new UserSchedule(stages, { index, of: 3 }));
  const at = (time: number) => parts.map((part) => part.usersAt(time));
  expect(at(0)).toEqual([0, 0, 0]);
  expect(at(500)).toEqual([2, 2, 1]);
  expect(at(1_500)).toEqual([4, 3, 3]);
  expect(at(2_250)).toEqual([3, 2, 2]);
  expect(at(2_500)).toEqual([0, 0, 0]);
  expect(parts[0]?.endMs).toBe(2_500);
});
