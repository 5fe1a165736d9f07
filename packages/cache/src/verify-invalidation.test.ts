import { createHmac } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { createCache } from "./cache.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { InvalidationRequestError, verifyInvalidation } from "./verify-invalidation.ts";

const secret = `whsec_${Buffer.from("a secret of the console").toString("base64")}`;
const other = `whsec_${Buffer.from("a secret of another one").toString("base64")}`;

function sign(body: string, { key = secret, at = Date.now() }: { key?: string; at?: number } = {}) {
  const timestamp = String(Math.floor(at / 1000));
  const bytes = Buffer.from(key.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", bytes).update(`msg_1.${timestamp}.${body}`).digest("base64");
  const headers = { "Webhook-Id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
  return { headers, body };
}

describe("verifyInvalidation", () => {
  it("returns what a signed request asks for", () => {
    const request = sign('{"namespace":"users","tag":"people"}');
    expect(verifyInvalidation({ ...request, secret })).toEqual({ namespace: "users", tag: "people" });
    const headers = new Headers(request.headers);
    expect(verifyInvalidation({ headers, body: Buffer.from(request.body), secret: [other, secret] })).toEqual({
      namespace: "users",
      tag: "people",
    });
  });

  it.each([
    ["of another one", sign('{"namespace":"users"}', { key: other }), 401],
    ["of yesterday", sign('{"namespace":"users"}', { at: Date.now() - 86_400_000 }), 401],
    ["changed", { ...sign('{"namespace":"users"}'), body: '{"namespace":"orders"}' }, 401],
    ["not signed", { headers: {}, body: "{}" }, 400],
    ["of no JSON", sign("users"), 400],
    ["of nothing", sign("null"), 400],
    ["without a tag's name", sign('{"namespace":"users","tag":""}'), 400],
  ])("refuses a request %s", (_, request, status) => {
    expect(() => verifyInvalidation({ ...request, secret })).toThrow(expect.objectContaining({ status }));
    expect(() => verifyInvalidation({ ...request, secret })).toThrow(InvalidationRequestError);
  });

  it("refuses a secret that is none", () => {
    expect(() => verifyInvalidation({ ...sign("{}"), secret: "" })).toThrow(TypeError);
    expect(() => verifyInvalidation({ ...sign("{}"), secret: [] })).toThrow(TypeError);
  });

  it("fits cache.invalidate, also for a namespace that is opened later only", async () => {
    const store = memoryStore();
    const [one, two] = [createCache({ store }), createCache({ store })];
    await one.namespace("users").set("ada", 1, { tags: ["people"] });
    await two.invalidate(verifyInvalidation({ ...sign('{"namespace":"users","tag":"people"}'), secret }));
    expect(await two.namespace("users", { ttlMs: 1 }).get("ada")).toBeUndefined();
    const factory = () => 2;
    await two.namespace("users").getOrSet("bob", factory);
    // The choices of the app count, although somebody else named the namespace first.
    await vi.waitFor(async () => expect(await two.namespace("users").get("bob")).toBeUndefined());
    await Promise.all([one.close(), two.close()]);
  });
});
