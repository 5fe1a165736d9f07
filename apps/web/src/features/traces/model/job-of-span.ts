import type { AttributeSet } from "@plimsoll/core";

interface SpanJob {
  source: string;
  queue: string;
  id: string;
}

/**
 * The job that a span enqueued or ran; null for any other span. Only Plimsoll's own spans say where their queue lives:
 * an app's own BullMQ spans name a queue, not the Redis that holds it.
 */
export function jobOfSpan({ attributes }: AttributeSet): SpanJob | null {
  const source = attributes["plimsoll.job.source"];
  const queue = attributes["messaging.destination.name"];
  const id = attributes["messaging.message.id"] ?? attributes["bullmq.job.id"];
  if (typeof source !== "string" || typeof queue !== "string" || typeof id !== "string") return null;
  return { source, queue, id };
}
