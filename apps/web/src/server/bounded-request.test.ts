import { describe, expect, it } from "vitest";
import { boundedRequest } from "./bounded-request.ts";

const URL = "http://127.0.0.1/api/trpc/x";

/** A body that announces no length, and counts what was taken of it. */
function streamed(chunks: number, bytes: number) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === chunks) return controller.close();
        taken += 1;
        controller.enqueue(new Uint8Array(bytes).fill(120));
      },
    },
    { highWaterMark: 0 },
  );
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  return { request: new Request(URL, init), taken: () => taken };
}

describe("boundedRequest", () => {
  it("passes on what fits, as it was", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":"ü"}' };
    const bounded = await boundedRequest(new Request(URL, init), 1024);
    expect([bounded.method, bounded.headers.get("content-type")]).toEqual(["POST", "application/json"]);
    expect(await bounded.json()).toEqual({ a: "ü" });
    const exact = await boundedRequest(streamed(4, 256).request, 1024);
    expect((await exact.arrayBuffer()).byteLength).toBe(1024);
    const plain = new Request(URL);
    expect(await boundedRequest(plain, 1)).toBe(plain);
  });

  it("refuses by the length that is announced, before it reads", async () => {
    const request = new Request(URL, { method: "POST", body: "x", headers: { "content-length": "2000" } });
    await expect(boundedRequest(request, 1024)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    expect(request.bodyUsed).toBe(false);
  });

  it("refuses more than may come where no length is announced, and stops reading", async () => {
    const endless = streamed(1_000_000, 512);
    await expect(boundedRequest(endless.request, 1024)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    expect(endless.taken()).toBeLessThan(10);
  });
});
