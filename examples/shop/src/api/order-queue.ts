import { type Link, type SpanContext, SpanKind, trace } from "@opentelemetry/api";
import { inSpan } from "../shared/in-span.ts";

export interface OrderMessage {
  orderId: string;
  productId: number;
  quantity: number;
}

interface Queued {
  message: OrderMessage;
  /** The span that published it: the batch that handles it links there. */
  publishedBy: SpanContext | undefined;
}

export interface OrderQueue {
  /** Throws when the queue is full. */
  publish(message: OrderMessage): Promise<void>;
  /** Takes no more messages and handles those that wait. */
  close(): Promise<void>;
}

const DESTINATION = "orders";
const MAX_WAITING = 1_000;
const common = { "messaging.system": "in-memory", "messaging.destination.name": DESTINATION };

/**
 * A queue within the process, with the spans of a real one: a producer span a message in the order's trace, and a
 * consumer span a batch, a trace of its own with a link to every producer.
 */
export function createOrderQueue(
  handle: (batch: readonly OrderMessage[]) => Promise<void>,
  options: { maxBatch: number; everyMs: number },
): OrderQueue {
  const waiting: Queued[] = [];
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();

  const handleBatch = async (): Promise<void> => {
    const batch = waiting.splice(0, options.maxBatch);
    if (batch.length > 0) await consume(batch, handle, () => waiting.length);
  };
  const tick = (): void => {
    // One batch at a time; what failed was recorded on its span, and the next batch goes on.
    running = running.then(handleBatch).catch((error: Error) => console.error(`shop-api: ${error.message}`));
  };
  const timer = setInterval(tick, options.everyMs);

  return {
    publish: (message) =>
      inSpan(
        `publish ${DESTINATION}`,
        { kind: SpanKind.PRODUCER, attributes: { ...common, "messaging.operation.type": "send" } },
        async (span) => {
          if (isClosed || waiting.length >= MAX_WAITING)
            throw new Error(`The queue ${DESTINATION} takes no more messages`);
          span.setAttribute("messaging.message.id", message.orderId);
          waiting.push({ message, publishedBy: trace.getActiveSpan()?.spanContext() });
        },
      ),
    async close() {
      isClosed = true;
      clearInterval(timer);
      while (waiting.length > 0) {
        tick();
        await running;
      }
      await running;
    },
  };
}

/** Handles a batch in a consumer span that is linked to the span that published each message. */
async function consume(
  batch: readonly Queued[],
  handle: (batch: readonly OrderMessage[]) => Promise<void>,
  countWaiting: () => number,
): Promise<void> {
  const links = batch.flatMap(({ publishedBy, message }): Link[] =>
    publishedBy ? [{ context: publishedBy, attributes: { "shop.order.id": message.orderId } }] : [],
  );
  const attributes = {
    ...common,
    "messaging.operation.type": "process",
    "messaging.batch.message_count": batch.length,
  };
  const options = { kind: SpanKind.CONSUMER, attributes, links, root: true };
  await inSpan(`process ${DESTINATION}`, options, async (span) => {
    await handle(batch.map(({ message }) => message));
    span.addEvent("batch acknowledged", { "shop.messages.left": countWaiting() });
  });
}
