import { describe, expect, it } from "vitest";
import { encodeTraceRequest } from "../testing/trace-proto.ts";
import { SpanBatch } from "../span-batch.ts";

/** The peer column's dictionary is the only place where text with `|` occurs. */
function peerOf(kind: number, attributes: Record<string, string>): string | undefined {
  const span = {
    traceId: new Uint8Array(16).fill(1),
    spanId: new Uint8Array(8).fill(1),
    kind,
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
  const batch = new SpanBatch();
  batch.append(encodeTraceRequest({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }), "default", 1);
  const native = Buffer.concat(batch.toNative()).toString("latin1");
  return /(?:database|cache|queue|external|service)\|[\x21-\x7e]*/.exec(native)?.[0];
}

describe("peer of a span", () => {
  it.each([
    [{ "db.system": "postgresql", "db.name": "shop" }, "database|postgresql/shop"],
    [{ "db.system.name": "mysql", "db.system": "old", "db.namespace": "a", "server.address": "h" }, "database|mysql/a"],
    [{ "db.system": "sqlite" }, "database|sqlite"],
    [{ "db.system": "redis", "db.namespace": "0" }, "cache|redis"],
    [{ "messaging.system": "kafka", "messaging.destination.name": "orders" }, "queue|orders"],
    [{ "messaging.system": "kafka" }, "queue|kafka"],
    [{ "peer.service": "billing", "server.address": "10.0.0.1" }, "service|billing"],
    [{ "server.address": "api.stripe.com", "url.full": "https://other/" }, "external|api.stripe.com"],
    [{ "net.peer.name": "old.example" }, "external|old.example"],
    [{ "url.full": "https://user:secret@api.example.com:8443/v1?q=1" }, "external|api.example.com"],
    [{ "http.url": "not a url" }, undefined],
    [{ "server.address": "" }, undefined],
    [{ other: "x" }, undefined],
  ])("%j is %s", (attributes, peer) => {
    expect(peerOf(3, attributes)).toBe(peer);
    expect(peerOf(4, attributes)).toBe(peer);
  });

  it("is empty for spans that call nobody", () => {
    for (const kind of [0, 1, 2, 5]) expect(peerOf(kind, { "db.system": "redis" })).toBeUndefined();
  });
});
