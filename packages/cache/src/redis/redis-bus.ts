import { randomUUID } from "node:crypto";
import type { BusMessage, CacheBus } from "../store/cache-store.ts";

/** What is used of an `ioredis` client for publishing. */
export interface RedisPublisher {
  publish(channel: string, message: string): Promise<unknown>;
}
/** What is used of a client that does nothing but listen: `client.duplicate()`. */
export interface RedisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  on(event: "message", listener: (channel: string, message: string) => void): unknown;
  on(event: "ready", listener: () => void): unknown;
  off(event: "message", listener: (channel: string, message: string) => void): unknown;
  off(event: "ready", listener: () => void): unknown;
  unsubscribe(channel: string): Promise<unknown>;
}

/** Tells other processes over Redis pub/sub; `subscriber` must be a connection of its own. Both stay the app's. */
export function redisBus(
  { publisher, subscriber }: { publisher: RedisPublisher; subscriber: RedisSubscriber },
  channel = "cache:bus",
): CacheBus {
  const origin = randomUUID();
  let onMessage: ((from: string, text: string) => void) | undefined;
  let onReady: (() => void) | undefined;
  return {
    async publish(message) {
      await publisher.publish(channel, JSON.stringify({ origin, message }));
    },
    async subscribe(listener) {
      onMessage = (from, text) => {
        if (from !== channel) return;
        const heard = parse(text);
        if (heard === "unreadable") listener(null);
        else if (heard.origin !== origin) listener(heard.message);
      };
      // After an outage, in which messages were lost. Only then are others heard again.
      onReady = () => {
        subscriber.subscribe(channel).then(
          () => listener(null),
          () => undefined,
        );
      };
      subscriber.on("message", onMessage);
      subscriber.on("ready", onReady);
      await subscriber.subscribe(channel);
    },
    async close() {
      if (onMessage) subscriber.off("message", onMessage);
      if (onReady) subscriber.off("ready", onReady);
      await subscriber.unsubscribe(channel);
    },
  };
}

/** Messages of other versions may look otherwise: they count as lost. */
function parse(text: string): { origin: string; message: BusMessage } | "unreadable" {
  try {
    const { origin, message } = JSON.parse(text) as { origin?: unknown; message?: Partial<BusMessage> };
    if (typeof origin !== "string" || typeof message?.namespace !== "string") return "unreadable";
    if (message.type === "delete" && Array.isArray(message.keys)) return { origin, message: message as BusMessage };
    if (message.type === "bump" && Array.isArray(message.versions)) return { origin, message: message as BusMessage };
    return "unreadable";
  } catch {
    return "unreadable";
  }
}
