import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { SpanKind, trace } from "@opentelemetry/api";
import type { Database } from "../shared/database.ts";
import { HttpError } from "../shared/http-service.ts";
import { inSpan } from "../shared/in-span.ts";

/** Thrown when the bank gives no answer. */
class BankUnavailableError extends Error {
  constructor() {
    super("The bank closed the connection before it answered");
    this.name = "BankUnavailableError";
  }
}

export type BankAnswer = "authorised" | "declined" | "unavailable";

/** What a bank would say, by a number in [0, 1): 4 % declined, 2 % without an answer. */
export function bankAnswer(draw: number): BankAnswer {
  if (draw < 0.02) return "unavailable";
  return draw < 0.06 ? "declined" : "authorised";
}

/** How long a bank takes, milliseconds, by a number in [0, 1): mostly 15 to 60, one in fifty up to a second. */
export function bankDelayMs(draw: number): number {
  return draw < 0.98 ? 15 + draw * 45 : 300 + (draw - 0.98) * 35_000;
}

/**
 * Authorises an amount and books it. Throws HttpError 402 when the bank declines and BankUnavailableError when it does
 * not answer, in the bank's own share of the cases.
 */
export async function authorise(
  database: Database,
  orderId: string,
  amountCents: number,
): Promise<{ authorisationId: string }> {
  const answer = await askBank(amountCents);
  if (answer === "declined") {
    trace.getActiveSpan()?.addEvent("card declined", { "shop.order.id": orderId });
    throw new HttpError(402, "The bank declined the card");
  }
  const authorisationId = randomUUID();
  const insert = "INSERT INTO authorisations (id, order_id, amount_cents) VALUES ($1, $2, $3)";
  await database.query(insert, [authorisationId, orderId, amountCents]);
  return { authorisationId };
}

/** The bank is the one part that is played: no example should need an account with one. */
function askBank(amountCents: number): Promise<BankAnswer> {
  const attributes = { "peer.service": "bank", "shop.amount_cents": amountCents };
  return inSpan("bank authorise", { kind: SpanKind.CLIENT, attributes }, async (span) => {
    await wait(bankDelayMs(Math.random()));
    const answer = bankAnswer(Math.random());
    span.setAttribute("shop.bank.answer", answer);
    if (answer === "unavailable") throw new BankUnavailableError();
    return answer;
  });
}
