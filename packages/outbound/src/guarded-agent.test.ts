import { EventEmitter } from "node:events";
import { networkInterfaces } from "node:os";
import type { Socket } from "node:net";
import type { buildConnector } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { createGuardedAgent, type GuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts";
import { guardedFetch } from "./guarded-fetch.ts";

const agents: GuardedAgent[] = [];
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.close()));
});

/** Addresses that the connector was asked to open; a refusal must leave it empty. */
function agentOf(options: Partial<GuardedAgentOptions> & { hosts?: Record<string, string[]>; reaches?: string }) {
  const { hosts = {}, reaches, ...rest } = options;
  const opened: string[] = [];
  const destroyed: string[] = [];
  const connect: buildConnector.connector = (target, callback) => {
    opened.push(target.hostname);
    if (reaches === undefined) return callback(new Error("the connector was called"), null);
    const socket = Object.assign(new EventEmitter(), {
      remoteAddress: reaches,
      destroy: () => destroyed.push(reaches),
    });
    callback(null, socket as unknown as Socket);
  };
  const lookup = (host: string) =>
    hosts[host] ? Promise.resolve(hosts[host]) : Promise.reject(new Error(`ENOTFOUND ${host}`));
  const agent = createGuardedAgent({ forbidden: [], connect, lookup, ...rest });
  agents.push(agent);
  const call = (url: string, allowPrivate = false) =>
    guardedFetch(agent, { url, method: "GET", allowPrivate, timeoutMs: 5000, maxBytes: 1000 });
  return { call, opened, destroyed };
}

describe("a guarded agent", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://169.254.169.254./",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://224.0.0.1/",
  ])("never opens a connection for %s, not even where private addresses are approved", async (url) => {
    const { call, opened } = agentOf({});
    for (const allowPrivate of [false, true]) {
      await expect(call(url, allowPrivate)).rejects.toMatchObject({ code: "FORBIDDEN", retryable: false });
    }
    expect(opened).toEqual([]);
  });

  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0177.1/",
    "http://[::1]/",
    "http://10.1.2.3/",
    "http://[fd12::1]/",
  ])("opens %s only where it is approved", async (url) => {
    const { call, opened } = agentOf({});
    await expect(call(url)).rejects.toThrow(/private address/);
    expect(opened).toEqual([]);
    await expect(call(url, true)).rejects.toThrow(/connector was called/);
    expect(opened).toHaveLength(1);
  });

  it("refuses names that resolve to addresses that may not be reached", async () => {
    const hosts = { "meta.test": ["169.254.169.254"], "inside.test": ["10.0.0.1", "::1"], "none.test": [] };
    const { call, opened } = agentOf({ hosts });
    await expect(call("http://meta.test/", true)).rejects.toThrow(
      "meta.test:80 resolves to 169.254.169.254, which is an address that requests are never sent to.",
    );
    await expect(call("https://inside.test/")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(call("http://none.test/")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(opened).toEqual([]);
  });

  it("tries only the addresses of a mixed answer that may be reached, in their order", async () => {
    const hosts = { "mixed.test": ["169.254.169.254", "93.184.216.34", "10.0.0.1", "2606:4700::1111"] };
    const { call, opened } = agentOf({ hosts });
    await expect(call("http://mixed.test/")).rejects.toThrow(/connector was called/);
    expect(opened).toEqual(["93.184.216.34", "2606:4700::1111"]);
  });

  it("drops a connection that led elsewhere, as when a name is bound anew after the check", async () => {
    const { call, opened, destroyed } = agentOf({
      hosts: { "rebind.test": ["93.184.216.34", "93.184.216.35"] },
      reaches: "169.254.169.254",
    });
    await expect(call("http://rebind.test/")).rejects.toThrow(/led to 169\.254\.169\.254/);
    expect(opened).toEqual(["93.184.216.34"]);
    expect(destroyed).toEqual(["169.254.169.254"]);
  });

  it("says that a host cannot be resolved, which may change", async () => {
    const { call } = agentOf({});
    await expect(call("http://unknown.test/")).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
  });

  it.each(["ftp://example.com/", "file:///etc/passwd", "http://user:pw@example.com/", "example.com"])(
    "does not take %s",
    async (url) => {
      const { call, opened } = agentOf({});
      await expect(call(url)).rejects.toMatchObject({ code: "BAD_REQUEST" });
      expect(opened).toEqual([]);
    },
  );
});

describe("ports of the platform's own stores", () => {
  const own = {
    forbidden: [
      { host: "127.0.0.1", port: 5432 },
      { host: "store.test", port: 8123 },
    ],
  };

  it("are refused under every address of this machine, whoever approved it", async () => {
    const mine = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
    const reachable = mine.filter((address) => !address.startsWith("fe80"));
    const { call, opened } = agentOf({ ...own, hosts: { "me.test": ["127.0.0.1"], "store.test": ["10.0.0.5"] } });
    const urls = ["127.0.0.1", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "me.test"].map(
      (host) => `http://${host}:5432/`,
    );
    for (const url of urls) await expect(call(url, true), url).rejects.toThrow(/Plimsoll's own/);
    for (const url of reachable.map((ip) => `http://${ip.includes(":") ? `[${ip}]` : ip}:5432/`)) {
      await expect(call(url, true), url).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(call("http://store.test:8123/", true)).rejects.toThrow(/Plimsoll's own/);
    await expect(call("http://10.0.0.5:8123/", true)).rejects.toThrow(/Plimsoll's own/);
    expect(opened).toEqual([]);
  });

  it("leave other ports and other machines alone", async () => {
    const { call, opened } = agentOf({ ...own, hosts: { "store.test": ["10.0.0.5"] } });
    for (const url of ["http://127.0.0.1:8080/", "http://10.0.0.6:5432/", "http://10.0.0.5:5432/"]) {
      await expect(call(url, true)).rejects.toThrow(/connector was called/);
    }
    expect(opened).toHaveLength(3);
  });

  it("are compared by the last known address while their name does not resolve", async () => {
    const hosts: Record<string, string[]> = { "store.test": ["10.0.0.5"] };
    const { call, opened } = agentOf({ ...own, hosts });
    await expect(call("http://10.0.0.5:8123/", true)).rejects.toThrow(/Plimsoll's own/);
    delete hosts["store.test"];
    await expect(call("http://10.0.0.5:8123/", true)).rejects.toThrow(/Plimsoll's own/);
    expect(opened).toEqual([]);
  });
});
