import { createServer as createTcpServer } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import type { AddressInfo, Server } from "node:net";
import { createGuardedAgent } from "@plimsoll/outbound";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { makeCertificate, rsaKeys } from "../testing/certificates.ts";
import { clientHello, probeHello } from "./probe-hello.ts";
import type { ProbePlace } from "./probe-place.ts";
import { probeTls } from "./probe-tls.ts";

const authority = makeCertificate({ commonName: "Test authority", isAuthority: true });
const leaf = makeCertificate({ names: ["target.test"], issuer: authority, key: rsaKeys(2048) });
const agent = createGuardedAgent({ forbidden: [], lookup: async () => ["127.0.0.1"] });
const servers: Server[] = [];
afterAll(() => agent.close());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function placeOf(server: Server, more: Partial<ProbePlace> = {}): Promise<ProbePlace> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const signal = new AbortController().signal;
  return { agent, host: "target.test", port, allowPrivate: true, timeoutMs: 10_000, signal, ...more };
}
function tlsServer(options: TlsOptions = {}): Server {
  const server = createServer({ cert: leaf.cert, key: leaf.key, ...options });
  return server.on("tlsClientError", () => undefined);
}
const TLS12 = { minVersion: "TLSv1", maxVersion: "TLSv1.2" } as const;

describe("probeTls", () => {
  it("tells protocol, suite and a chain that is trusted with its authority", async () => {
    const place = await placeOf(tlsServer());
    const trusted = await probeTls(place, { minVersion: "TLSv1", maxVersion: "TLSv1.3", verify: true }, [
      authority.cert,
    ]);
    expect(trusted).toMatchObject({ ok: true, protocol: "TLSv1.3", authorizationError: null });
    expect(trusted.ok && trusted.chain.length).toBe(2);
    const strange = await probeTls(place, { ...TLS12, verify: true }, []);
    expect(strange).toMatchObject({ ok: true, protocol: "TLSv1.2", cipher: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" });
    expect(strange.ok && strange.authorizationError).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  it("speaks old protocols and suites", async () => {
    const options: TlsOptions = { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" };
    const place = await placeOf(tlsServer(options));
    expect(await probeTls(place, TLS12, [])).toMatchObject({ ok: true, protocol: "TLSv1" });
    const anonymous = await placeOf(tlsServer({ ...TLS12, ciphers: "AECDH-AES128-SHA:@SECLEVEL=0" }));
    expect(await probeTls(anonymous, TLS12, [])).toMatchObject({ ok: true, chain: [] });
  });

  it("says what a server refuses, and what is no TLS", async () => {
    const place = await placeOf(tlsServer({ minVersion: "TLSv1.3" }));
    expect(await probeTls(place, TLS12, [])).toEqual({ ok: false, reason: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
    const plain = await placeOf(
      createTcpServer((socket) =>
        socket
          .resume()
          .on("error", () => undefined)
          .end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      ),
    );
    expect(await probeTls(plain, TLS12, [])).toMatchObject({ ok: false });
    const shut = await placeOf(createTcpServer((socket) => socket.destroy()));
    expect(await probeTls(shut, TLS12, [])).toMatchObject({ ok: false });
  });

  it("gives up on a silent server in time, and when the scan ends", async () => {
    const silent = createTcpServer((socket) => socket.resume().on("error", () => undefined));
    const place = await placeOf(silent, { timeoutMs: 200 });
    await expect(probeTls(place, TLS12, [])).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(probeHello(place, { version: 0x0303, cipherSuites: [5] })).rejects.toMatchObject({ code: "TIMEOUT" });
    const scan = new AbortController();
    const going = probeTls({ ...place, timeoutMs: 60_000, signal: scan.signal }, TLS12, []);
    scan.abort(new Error("cancelled"));
    await expect(going).rejects.toThrow("cancelled");
  });

  it("goes nowhere a request may not go", async () => {
    const place = await placeOf(tlsServer(), { allowPrivate: false });
    await expect(probeTls(place, TLS12, [])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(probeHello(place, { version: 0x0303, cipherSuites: [5] })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("probeHello", () => {
  it("finds the suite a server chooses of those offered", async () => {
    const place = await placeOf(tlsServer({ ciphers: "AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384", ...TLS12 }));
    const ask = (...cipherSuites: number[]) => probeHello(place, { version: 0x0303, cipherSuites });
    expect(await ask(0x0005, 0x002f)).toEqual({ ok: true, version: 0x0303, cipherSuite: 0x002f });
    expect(await ask(0xc030)).toEqual({ ok: true, version: 0x0303, cipherSuite: 0xc030 });
    expect(await ask(0x0005, 0x000a)).toEqual({ ok: false, reason: "alert 40" });
  });

  it("offers SSL 3 without extensions, which no server here takes", async () => {
    const place = await placeOf(tlsServer());
    expect(await probeHello(place, { version: 0x0300, cipherSuites: [0x000a, 0x002f] })).toMatchObject({ ok: false });
    expect(clientHello({ version: 0x0300, cipherSuites: [0x000a], servername: "a.test" })).toHaveLength(5 + 4 + 39 + 2);
  });

  it("is not misled by servers that speak something else, or nothing", async () => {
    const hello = { version: 0x0303, cipherSuites: [0x0005] };
    const http = await placeOf(
      createTcpServer((socket) =>
        socket
          .resume()
          .on("error", () => undefined)
          .end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      ),
    );
    expect(await probeHello(http, hello)).toEqual({ ok: false, reason: "the answer is no TLS" });
    const shut = await placeOf(
      createTcpServer((socket) =>
        socket
          .resume()
          .on("error", () => undefined)
          .end(),
      ),
    );
    expect(await probeHello(shut, hello)).toEqual({ ok: false, reason: "the connection was closed" });
    const odd = await placeOf(
      createTcpServer((socket) =>
        socket
          .resume()
          .on("error", () => undefined)
          .end(Buffer.from([22, 3, 3, 0, 4, 14, 0, 0, 0])),
      ),
    );
    expect(await probeHello(odd, hello)).toMatchObject({ ok: false });
  });
});
