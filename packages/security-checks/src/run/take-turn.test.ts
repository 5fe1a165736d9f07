import { expect, it } from "vitest";
import { takeTurn } from "./take-turn.ts";

it("lets everything else have its turn between two checks", async () => {
  const order: string[] = [];
  const tick = () => {
    order.push("other");
    if (order.length < 6) setImmediate(tick);
  };
  setImmediate(tick);
  await Promise.all(
    ["a", "b", "c"].map(async (name) => {
      await takeTurn();
      order.push(name);
    }),
  );
  const checks = order.filter((entry) => entry !== "other");
  expect(checks).toEqual(["a", "b", "c"]);
  expect(order.join(" ")).toMatch(/a( other)+ b( other)+ c/);
});
