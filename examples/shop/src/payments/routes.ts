import type { Database } from "../shared/database.ts";
import { HttpError } from "../shared/http-service.ts";
import type { Route } from "../shared/routes.ts";
import { authorise } from "./authorise.ts";

/** What shop-payments answers. */
export function paymentRoutes(database: Database): Route[] {
  return [
    { method: "GET", path: "/health", handle: async () => ({ value: { status: "ok" } }) },
    {
      method: "POST",
      path: "/authorisations",
      async handle({ body }) {
        const { orderId, amountCents } = parseAuthorisation(body);
        return { status: 201, value: await authorise(database, orderId, amountCents) };
      },
    },
  ];
}

/** Throws HttpError 422 for a body that is no request for an authorisation. */
export function parseAuthorisation(body: unknown): { orderId: string; amountCents: number } {
  const { orderId, amountCents } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof orderId !== "string" || !/^[0-9a-f-]{36}$/.test(orderId))
    throw new HttpError(422, "orderId must be a UUID");
  if (typeof amountCents !== "number" || !Number.isSafeInteger(amountCents) || amountCents <= 0) {
    throw new HttpError(422, "amountCents must be a whole number above 0");
  }
  return { orderId, amountCents };
}
