import { expect, test } from "vitest";
import { bankAnswer, bankDelayMs } from "./authorise.ts";
import { parseAuthorisation } from "./routes.ts";

test.each([
  [0, "unavailable"],
  [0.0199, "unavailable"],
  [0.02, "declined"],
  [0.06, "authorised"],
  [0.999, "authorised"],
])("a draw of %d means %s", (draw, answer) => {
  expect(bankAnswer(draw)).toBe(answer);
});

test("the bank takes 15 to 60 ms, rarely up to a second", () => {
  expect(bankDelayMs(0)).toBe(15);
  expect(bankDelayMs(0.97)).toBeLessThan(60);
  expect(bankDelayMs(0.98)).toBeCloseTo(300);
  expect(bankDelayMs(1)).toBeCloseTo(1000);
});

test("a request for an authorisation names an order and an amount", () => {
  const orderId = "0d4d6a53-7f3b-4a43-9d39-6c2f3e1f2b77";
  expect(parseAuthorisation({ orderId, amountCents: 120 })).toEqual({ orderId, amountCents: 120 });
  expect(() => parseAuthorisation({ orderId: "x", amountCents: 120 })).toThrow("orderId must be a UUID");
  expect(() => parseAuthorisation({ orderId, amountCents: 0 })).toThrow("amountCents");
  expect(() => parseAuthorisation(null)).toThrow("orderId");
});
