import { randomUUID } from "node:crypto";
import { trace } from "@opentelemetry/api";
import { type Database, inTransaction } from "../shared/database.ts";
import { HttpError } from "../shared/http-service.ts";
import type { Catalogue } from "./catalogue.ts";
import type { OrderMessage, OrderQueue } from "./order-queue.ts";
import type { Authorise } from "./payments-client.ts";

export interface OrderRequest {
  productId: string;
  quantity: number;
}

const MAX_QUANTITY = 20;

/** Reads the body of an order. Throws HttpError 422 that says what is wrong with it. */
export function parseOrder(body: unknown): OrderRequest {
  const { productId, quantity } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof productId !== "string" || productId === "") throw new HttpError(422, "productId must be a text");
  if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    throw new HttpError(422, `quantity must be a whole number from 1 to ${MAX_QUANTITY}`);
  }
  return { productId, quantity };
}

export interface OrderParts {
  database: Database;
  catalogue: Catalogue;
  queue: OrderQueue;
  authorise: Authorise;
}

/** Places an order: price, authorisation, one transaction, then a message for the warehouse. */
export async function placeOrder(
  parts: OrderParts,
  request: OrderRequest,
): Promise<{ id: string; totalCents: number }> {
  const id = randomUUID();
  const product = await parts.catalogue.find(request.productId);
  const totalCents = product.priceCents * request.quantity;
  const span = trace.getActiveSpan();
  span?.setAttributes({
    "shop.order.id": id,
    "shop.order.total_cents": totalCents,
    "shop.order.quantity": request.quantity,
  });
  const authorisationId = await parts.authorise(id, totalCents);
  span?.addEvent("payment authorised", { "shop.authorisation.id": authorisationId });
  await inTransaction(parts.database, async (connection) => {
    const update = "UPDATE products SET stock = stock - $2 WHERE id = $1";
    await connection.query(update, [product.id, request.quantity]);
    const insert = "INSERT INTO orders (id, product_id, quantity, total_cents, status) VALUES ($1, $2, $3, $4, 'paid')";
    await connection.query(insert, [id, product.id, request.quantity, totalCents]);
  });
  await parts.queue.publish({ orderId: id, productId: product.id, quantity: request.quantity });
  return { id, totalCents };
}

/** The warehouse's side of the queue: marks a batch of orders as packed. */
export async function packOrders(database: Database, batch: readonly OrderMessage[]): Promise<void> {
  const ids = batch.map(({ orderId }) => orderId);
  await database.query("UPDATE orders SET status = 'packed' WHERE id = ANY($1::uuid[])", [ids]);
}

/** Sales by category. Slow on purpose: `pg_sleep` stands for the index that nobody made. */
export async function reportSales(database: Database): Promise<unknown[]> {
  const { rows } = await database.query(
    `SELECT category, count(*)::int AS orders, sum(total_cents)::bigint::text AS "totalCents"
     FROM (SELECT pg_sleep(0.3 + random() * 0.9)) AS slow, orders JOIN products ON products.id = product_id
     GROUP BY category ORDER BY category`,
  );
  return rows;
}
