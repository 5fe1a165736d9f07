import { createServer, type Server, type Socket } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { EventEmitter } from "node:events";
import type { AddressInfo } from "node:net";
import { buildConnector } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { createGuardedAgent, type GuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts";
import { guardedFetch } from "./guarded-fetch.ts";

// What scans add to the ways out: raw sockets beside requests. Each way of writing an address is tried through both, with a
// connector that only notes what it was asked to open.

const agents: GuardedAgent[] = [];
const servers: { close(done: () => void): unknown }[] = [];
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.close()));
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
});

function guardedAgent(options: Partial<GuardedAgentOptions> = {}) {
  const opened: string[] = [];
  const connect: buildConnector.connector = (target, callback) => {
    opened.push(`${target.hostname}:${target.port}`);
    callback(new Error("the connector was called"), null);
  };
  const agent = createGuardedAgent({ forbidden: [], connect, ...options });
  agents.push(agent);
  const fetchUrl = (url: string, allowPrivate = false) =>
    guardedFetch(agent, { url, method: "GET", allowPrivate, timeoutMs: 5000, maxBytes: 1000 });
  const openSocket = (host: string, port: number, allowPrivate = false) =>
    agent.openSocket({ host, port, allowPrivate, timeoutMs: 5000 });
  return { agent, opened, fetchUrl, openSocket };
}

/** This machine, as people who mean harm write it. */
const LOOPBACK_SPELLINGS = [
  "127.0.0.1",
  "127.0.0.1.",
  "127.1",
  "127.0.1",
  "127.255.255.254",
  "2130706433",
  "017700000001",
  "0177.0.0.1",
  "0177.0.0.01",
  "0x7f000001",
  "0x7f.0.0.1",
  "0x7F.0x0.0x0.0x1",
  "0x7f.1",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[0:0:0:0:0:ffff:7f00:0001]",
  "[::127.0.0.1]",
  "[::7f00:1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
  "0.0.0.0",
  "0",
  "[::]",
  "①②⑦.⓪.⓪.①",
  "１２７.0.0.1",
  "127。0。0。1",
  "%31%32%37.0.0.1",
];

const METADATA_SPELLINGS = [
  "169.254.169.254",
  "169.254.169.254.",
  "2852039166",
  "0xA9FEA9FE",
  "0251.0376.0251.0376",
  "169.16689662",
  "[::ffff:169.254.169.254]",
  "[::169.254.169.254]",
  "[64:ff9b::169.254.169.254]",
  "[fd00:ec2::254]",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
];

describe("requests", () => {
  it.each(LOOPBACK_SPELLINGS)("to http://%s/ are refused without a packet", async (host) => {
    const { fetchUrl, opened } = guardedAgent();
    await expect(fetchUrl(`http://${host}/`)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(fetchUrl(`https://${host}:8443/`)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(opened).toEqual([]);
  });

  it.each(METADATA_SPELLINGS)("to http://%s/ are refused even with an admin's approval", async (host) => {
    const { fetchUrl, opened } = guardedAgent();
    for (const allowPrivate of [false, true]) {
      await expect(fetchUrl(`http://${host}/`, allowPrivate)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(opened).toEqual([]);
  });

  it.each([
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/",
    "ftp://127.0.0.1/",
    "data:text/plain,a",
    "javascript:alert(1)",
    "http://user@example.com/",
    "http://user:pw@127.0.0.1/",
    "http://example.com@127.0.0.1/",
    "//127.0.0.1/",
    "http://",
  ])("to %s are none that are sent", async (url) => {
    const { fetchUrl, opened } = guardedAgent();
    await expect(fetchUrl(url, true)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(opened).toEqual([]);
  });

  it("are refused at the hop that leads inside, though the hops before were fine", async () => {
    const paths: string[] = [];
    const server = createHttpServer((request, response) => {
      paths.push(String(request.url));
      const next = request.url === "/first" ? "/second" : "http://169.254.169.254/latest/meta-data/";
      response.writeHead(302, { location: next }).end();
    });
    const port = await listen(server);
    const { fetchUrl } = guardedAgent({ connect: buildConnector({}) });
    let url = `http://127.0.0.1:${port}/first`;
    const follow = async () => {
      for (let hop = 0; hop < 5; hop += 1) {
        const answer = await fetchUrl(url, true);
        url = new URL(answer.headers["location"]!, url).href;
      }
    };
    await expect(follow()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(paths).toEqual(["/first", "/second"]);
    expect(url).toBe("http://169.254.169.254/latest/meta-data/");
  });
});

describe("raw sockets", () => {
  it.each(LOOPBACK_SPELLINGS.filter((host) => !/[^\x21-\x7e]|%/.test(host)))(
    "to %s are refused without a packet",
    async (host) => {
      const { openSocket, opened } = guardedAgent();
      await expect(openSocket(host, 443)).rejects.toMatchObject({
        code: expect.stringMatching(/FORBIDDEN|UNAVAILABLE/),
      });
      expect(opened).toEqual([]);
    },
  );

  it.each(METADATA_SPELLINGS)("to %s are refused even with an admin's approval", async (host) => {
    const { openSocket, opened } = guardedAgent();
    for (const allowPrivate of [false, true]) {
      await expect(openSocket(host, 443, allowPrivate)).rejects.toMatchObject({
        code: expect.stringMatching(/FORBIDDEN|UNAVAILABLE/),
      });
    }
    expect(opened).toEqual([]);
  });

  it("to names that lead inside are refused, and opened where an admin approved the host", async () => {
    const hosts: Record<string, string[]> = {
      "127.0.0.1.nip.test": ["127.0.0.1"],
      "meta.test": ["169.254.169.254"],
      "six.test": ["::ffff:10.0.0.1"],
    };
    const { openSocket, opened } = guardedAgent({ lookup: async (host) => hosts[host] ?? [] });
    for (const host of Object.keys(hosts)) {
      await expect(openSocket(host, 443), host).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(openSocket("meta.test", 443, true)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(opened).toEqual([]);
    await expect(openSocket("127.0.0.1.nip.test", 443, true)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(opened).toEqual(["127.0.0.1:443"]);
  });

  it("to the platform's own stores are refused, whoever approved them", async () => {
    const { openSocket, opened } = guardedAgent({ forbidden: [{ host: "127.0.0.1", port: 5432 }] });
    for (const host of ["127.0.0.1", "[::1]", "::1", "127.0.0.2", "[::ffff:127.0.0.1]"]) {
      await expect(openSocket(host, 5432, true), host).rejects.toThrow(/Plimsoll's own/);
    }
    expect(opened).toEqual([]);
  });

  it("go to the address that was checked, though the name says another by then", async () => {
    const answers = [["93.184.216.34"], ["127.0.0.1"]];
    const { openSocket, opened } = guardedAgent({ lookup: async () => answers.shift() ?? [] });
    await expect(openSocket("rebind.test", 443)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(openSocket("rebind.test", 443)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(opened).toEqual(["93.184.216.34:443"]);
  });

  it("that led elsewhere after all are closed", async () => {
    const closed: string[] = [];
    const connect: buildConnector.connector = (_target, callback) => {
      const socket = { remoteAddress: "10.0.0.1", destroy: () => closed.push("10.0.0.1") };
      callback(null, Object.assign(new EventEmitter(), socket) as unknown as Socket);
    };
    const { openSocket } = guardedAgent({ connect, lookup: async () => ["93.184.216.34"] });
    await expect(openSocket("moved.test", 443)).rejects.toThrow(/led to 10\.0\.0\.1/);
    expect(closed).toEqual(["10.0.0.1"]);
  });

  it("are opened where they may, and end with the caller", async () => {
    const server = createServer((socket) => socket.end("hello"));
    const port = await listen(server);
    const { agent } = guardedAgent({ connect: buildConnector({}) });
    const options = { host: "127.0.0.1", port, allowPrivate: true, timeoutMs: 5000 };
    const socket = await agent.openSocket(options);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("hello");
    const stopped = AbortSignal.abort(new Error("the scan was cancelled"));
    await expect(agent.openSocket({ ...options, signal: stopped })).rejects.toThrow("the scan was cancelled");
  });

  it("are given up in time and destroyed when they open late", async () => {
    const late: { callback?: buildConnector.Callback; destroyed: boolean } = { destroyed: false };
    const connect: buildConnector.connector = (_target, callback) => (late.callback = callback);
    const { agent } = guardedAgent({ connect, lookup: async () => ["93.184.216.34"] });
    const opening = agent.openSocket({ host: "slow.test", port: 443, allowPrivate: false, timeoutMs: 30 });
    await expect(opening).rejects.toMatchObject({ code: "TIMEOUT" });
    const socket = { remoteAddress: "93.184.216.34", destroy: () => (late.destroyed = true) };
    late.callback?.(null, socket as unknown as Socket);
    await expect.poll(() => late.destroyed).toBe(true);
  });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
