import { HttpError } from "../shared/http-service.ts";

/** Thrown when the payment service failed or did not answer in time. */
class PaymentFailedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PaymentFailedError";
  }
}

const TIMEOUT_MS = 2_000;

export type Authorise = (orderId: string, amountCents: number) => Promise<string>;

/**
 * Asks shop-payments to authorise an amount and answers its id. Throws HttpError 402 when the card is declined and
 * PaymentFailedError when there is no usable answer.
 */
export function createPaymentsClient(baseUrl: string): Authorise {
  return async (orderId, amountCents) => {
    const response = await post(`${baseUrl}/authorisations`, { orderId, amountCents });
    if (response.status === 402) throw new HttpError(402, "The card was declined");
    if (!response.ok) throw new PaymentFailedError(`shop-payments answered ${response.status}`);
    const { authorisationId } = (await response.json()) as { authorisationId: string };
    return authorisationId;
  };
}

async function post(url: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new PaymentFailedError(`shop-payments did not answer within ${TIMEOUT_MS} ms`, { cause });
  }
}
