import { expect, it } from "vitest";
import { backlogOf, firstState, stateWords } from "./job-states.ts";

const none = { waiting: 0, active: 0, delayed: 0, "waiting-children": 0, completed: 0, failed: 0 };

it("opens a queue with what failed, else with what can be read at leisure", () => {
  expect(firstState({ ...none, failed: 1, completed: 900, waiting: 4 })).toBe("failed");
  expect(firstState({ ...none, completed: 900, active: 3 })).toBe("completed");
  expect(firstState({ ...none, active: 1, waiting: 4 })).toBe("waiting");
  expect(firstState({ ...none, active: 1 })).toBe("active");
  expect(firstState(none)).toBe("failed");
});

it("counts what is still to be done, and has words for a state nobody knows", () => {
  expect(backlogOf({ ...none, waiting: 2, delayed: 3, "waiting-children": 1, active: 9, failed: 7 })).toBe(6);
  expect(stateWords("unknown").label).toBe("Unknown");
});
