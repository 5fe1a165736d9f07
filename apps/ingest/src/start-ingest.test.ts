import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { post, protobufRequest } from "../test/requests.ts";
import { startTestIngest } from "../test/start-test-ingest.ts";

describe("startIngest", () => {
  it.each(["PLIMSOLL_OTLP_HTTP_PORT", "PLIMSOLL_OTLP_GRPC_PORT"])(
    "names %s when its port is taken",
    async (variable) => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      await expect(startTestIngest({ [variable]: String(port) })).rejects.toThrow(
        `Port ${port} is in use; set ${variable} to another one.`,
      );
      other.close();
    },
  );

  it("answers what waits before it closes, and then takes nothing more", async () => {
    const ingest = await startTestIngest();
    const open = ingest.store.hold();
    const waiting = post(ingest.url, protobufRequest({}));
    await expect.poll(() => ingest.store.begun).toBe(1);
    const closed = ingest.close();
    open();
    expect((await waiting).status).toBe(200);
    await closed;
    expect(ingest.store.rows).toBe(1);
    await expect(post(ingest.url, protobufRequest({}))).rejects.toThrow();
  });
});
