import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { fewAtATime } from "./few-at-a-time.ts";

it("runs so many at a time, in order, also after one failed", async () => {
  const run = fewAtATime(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (index: number) =>
    run(async () => {
      order.push(index);
      running += 1;
      most = Math.max(most, running);
      await nextTurn();
      running -= 1;
      if (index === 1) throw new Error("one");
      return index;
    });
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(ended.map(({ status }) => status === "fulfilled")).toEqual([true, false, true, true, true]);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
  expect(await work(5)).toBe(5);
});
