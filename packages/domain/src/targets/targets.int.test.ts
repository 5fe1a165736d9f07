import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { type Config, loadConfig } from "@plimsoll/core";
import { createDatabase, type Database, migrateDatabase } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { createGuardedAgent, type GuardedAgent } from "@plimsoll/outbound";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../audit/record-audit.ts";
import { openEndpointSecret, signingSecrets } from "../job-endpoints/endpoint-secret.ts";
import { findEndpoint } from "../job-endpoints/find-endpoint.ts";
import * as endpoints from "../job-endpoints/manage-job-endpoints.ts";
import { createTarget } from "./create-target.ts";
import { approveTarget, listTargets, removeTarget } from "./manage-targets.ts";
import { renewProofs } from "./renew-proofs.ts";
import { verifyTarget } from "./verify-target.ts";

let stores: TestStores;
let db: Database;
let config: Config;
const caller = { projectId: "one", actor: "Ada" };
const stranger = { projectId: "two", actor: "Eve" };
const DAY_MS = 86_400_000;

beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  db = createDatabase(stores.databaseUrl);
  config = loadConfig({ PLIMSOLL_SECRET: "s".repeat(32), DATABASE_URL: stores.databaseUrl });
});
afterAll(async () => {
  await db?.$disconnect();
  await stores?.stop();
});
beforeEach(async () => {
  await db.project.deleteMany();
  await db.project.createMany({ data: ["one", "two"].map((id) => ({ id, name: id })) });
});

const noAgent: GuardedAgent = {
  dispatcher: () => expect.fail("no request may be made"),
  openSocket: () => expect.fail("no connection may be made"),
  close: async () => undefined,
};
const publicHost = { lookup: async () => ["93.184.216.34"], agent: noAgent };
const add = (origin: string) => createTarget(db, caller, { name: "api", origin });

describe("targets", () => {
  it("begin pending, with both ways to prove them, and are listed in their project alone", async () => {
    const target = await add("https://API.example.com:443/");
    expect(target).toMatchObject({
      origin: "https://api.example.com",
      status: "pending",
      isPrivate: null,
      lastCheck: null,
    });
    expect(target.proof.dnsName).toBe("_plimsoll.api.example.com");
    expect(target.proof.dnsValue).toMatch(/^plimsoll-verification=[\w-]{32}$/);
    expect(target.proof.fileUrl).toBe("https://api.example.com/.well-known/plimsoll-verification.txt");
    expect(await listTargets(db, "one")).toEqual([target]);
    expect(await listTargets(db, "two")).toEqual([]);
    await expect(add("https://api.example.com")).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(createTarget(db, stranger, { name: "api", origin: "https://api.example.com" })).resolves.toBeTruthy();
  });

  it.each([
    "http://169.254.169.254",
    "http://0xa9fea9fe",
    "http://[fe80::1]",
    "https://user:pw@example.com",
    "https://example.com/path",
    "https://example.com?x=1",
    "ftp://example.com",
  ])("cannot be %s", async (origin) => {
    await expect(add(origin)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(await db.target.count()).toBe(0);
  });

  it("are proven by their TXT record for 90 days", async () => {
    const target = await add("https://api.example.com");
    const names: string[] = [];
    const resolveTxt = async (name: string) => (names.push(name), ["v=spf1", target.proof.dnsValue]);
    const proven = await verifyTarget({ db, config }, caller, target.id, { ...publicHost, resolveTxt });
    expect(names).toEqual(["_plimsoll.api.example.com"]);
    expect(proven).toMatchObject({ status: "proven", isPrivate: false, lastCheck: { ok: true } });
    expect(Date.parse(proven.provenUntil ?? "") - Date.now()).toBeGreaterThan(89 * DAY_MS);
    await db.target.update({ where: { id: target.id }, data: { provenAt: new Date(Date.now() - 91 * DAY_MS) } });
    expect(await listTargets(db, "one")).toMatchObject([{ status: "pending", provenUntil: null }]);
  });

  it("are proven by their file", async () => {
    const target = await add("http://api.example.com");
    let content = "plimsoll-verification=other";
    const server = createServer((request, response) => {
      response.end(request.url === "/.well-known/plimsoll-verification.txt" ? `# ours\n${content}\n` : "another page");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const agent = createGuardedAgent({
      forbidden: [],
      lookup: publicHost.lookup,
      // Stands for the host on the internet: its address is as the look-up said, its server is here.
      connect: (_, callback) => {
        const socket = connect((server.address() as AddressInfo).port, "127.0.0.1", () => callback(null, socket));
        Object.defineProperty(socket, "remoteAddress", { value: "93.184.216.34" });
      },
    });
    const checks = { ...publicHost, agent, resolveTxt: () => Promise.reject(new Error("ENOTFOUND")) };
    const before = await verifyTarget({ db, config }, caller, target.id, checks);
    expect(before.lastCheck?.message).toMatch(/There is no TXT record .* has another content\./);
    content = target.proof.fileContent;
    const proven = await verifyTarget({ db, config }, caller, target.id, checks);
    expect(proven).toMatchObject({ status: "proven", lastCheck: { ok: true, message: "The file proves it." } });
    await agent.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("are not proven by somebody else's record, and keep an earlier proof when it is not found again", async () => {
    const target = await add("https://api.example.com");
    const refusing: GuardedAgent = {
      ...noAgent,
      dispatcher: () => {
        throw new Error("unreachable");
      },
    };
    const resolveTxt = async () => ["plimsoll-verification=other"];
    const checks = { ...publicHost, agent: refusing, resolveTxt };
    const failed = await verifyTarget({ db, config }, caller, target.id, checks);
    expect(failed).toMatchObject({ status: "pending", lastCheck: { ok: false } });
    expect(failed.lastCheck?.message).toMatch(/has another value\. .*unreachable/);
    await db.target.update({ where: { id: target.id }, data: { provenAt: new Date() } });
    expect(await verifyTarget({ db, config }, caller, target.id, checks)).toMatchObject({ status: "proven" });
  });

  it("with a private address prove nothing and are not called; an admin's approval opens them", async () => {
    const server = createServer((_, response) => expect.fail(`called: ${response.req.url}`));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const target = await add(`http://127.0.0.1:${port}`);
    const checked = await verifyTarget({ db, config }, caller, target.id);
    expect(checked).toMatchObject({ status: "pending", isPrivate: true, lastCheck: { ok: false } });
    expect(await approveTarget(db, caller, target.id)).toMatchObject({ status: "approved", approvedBy: "Ada" });
    await new Promise((resolve) => server.close(resolve));
  });

  it("are renewed a month before their proof is over, once a day", async () => {
    const target = await add("https://api.example.com");
    let looks = 0;
    const checks = { ...publicHost, resolveTxt: async () => ((looks += 1), [target.proof.dnsValue]) };
    const provenAt = (days: number) =>
      db.target.update({ where: { id: target.id }, data: { provenAt: new Date(Date.now() - days * DAY_MS) } });
    await provenAt(59);
    expect(await renewProofs({ db, config }, new Date(), checks)).toBe(0);
    await provenAt(61);
    expect(await renewProofs({ db, config }, new Date(), checks)).toBe(1);
    await provenAt(61);
    expect(await renewProofs({ db, config }, new Date(), checks)).toBe(0);
    expect(looks).toBe(1);
  });

  it("cannot be touched from another project", async () => {
    const { id } = await add("https://api.example.com");
    await expect(approveTarget(db, stranger, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(removeTarget(db, stranger, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(verifyTarget({ db, config }, stranger, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("record who did what, and go", async () => {
    const { id } = await add("https://api.example.com");
    await approveTarget(db, caller, id);
    await removeTarget(db, caller, id);
    const actions = (await listAudit(db, "one", `target:${id}`)).map((item) => `${item.actor} ${item.action}`);
    expect(actions.sort()).toEqual(["Ada target.approve", "Ada target.create", "Ada target.remove"]);
  });
});

describe("job endpoints", () => {
  const create = (name: string, url: string) => endpoints.createJobEndpoint({ db, config }, caller, { name, url });

  it("make a pending target for their origin, or use the one there is", async () => {
    const first = await create("default", "https://api.example.com/jobs?x=1#part");
    expect(first).toMatchObject({ url: "https://api.example.com/jobs?x=1", target: { status: "pending" } });
    const second = await create("slow", "https://api.example.com/slow");
    expect(second.target.id).toBe(first.target.id);
    expect(await listTargets(db, "one")).toMatchObject([
      { origin: "https://api.example.com", name: "api.example.com" },
    ]);
    await expect(create("slow", "https://other.example.com")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await db.target.count()).toBe(1);
    await expect(removeTarget(db, caller, first.target.id)).rejects.toThrow(/default, slow/);
  });

  it("may be made at the same time", async () => {
    const made = await Promise.all(["a", "b", "c", "d"].map((name) => create(name, `https://api.example.com/${name}`)));
    expect(new Set(made.map((endpoint) => endpoint.target.id)).size).toBe(1);
  });

  it.each(["http://169.254.169.254/latest", "https://u:p@example.com/", "mailto:ada@example.com"])(
    "cannot be %s",
    async (url) => {
      await expect(create("default", url)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    },
  );

  it("show their secret once; it is stored encrypted, and for a day two count after a rotation", async () => {
    const { id, secret } = await create("default", "https://api.example.com/jobs");
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const [listed] = await endpoints.listJobEndpoints(db, "one");
    expect(listed).not.toHaveProperty("secret");
    const stored = await db.jobEndpoint.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(stored.secret).includes(secret.slice(6, 20))).toBe(false);
    const rotated = await endpoints.rotateJobEndpointSecret({ db, config }, caller, id);
    expect(rotated.secret).not.toBe(secret);
    const row = await findEndpoint(db, "one", "emails", "default");
    const opened = openEndpointSecret(config, row!.secret);
    expect(signingSecrets(opened, Date.now())).toEqual([rotated.secret, secret]);
    expect(signingSecrets(opened, Date.now() + DAY_MS + 1000)).toEqual([rotated.secret]);
    const audit = JSON.stringify(await listAudit(db, "one", `jobEndpoint:${id}`));
    expect(audit).toContain("jobEndpoint.rotateSecret");
    expect(audit).not.toContain("whsec_");
  });

  it("are found by the job's own choice, else the queue's, else the one named default", async () => {
    const fallback = await create("default", "https://api.example.com/default");
    const own = await create("own", "https://api.example.com/own");
    const named = await create("named", "https://api.example.com/named");
    await db.jobQueue.create({ data: { projectId: "one", name: "emails", endpointId: own.id } });
    await db.jobQueue.create({ data: { projectId: "one", name: "plain" } });
    const idOf = async (project: string, queue: string, target: string | null) =>
      (await findEndpoint(db, project, queue, target))?.id ?? null;
    expect(await idOf("one", "emails", "named")).toBe(named.id);
    expect(await idOf("one", "emails", null)).toBe(own.id);
    expect(await idOf("one", "plain", null)).toBe(fallback.id);
    expect(await idOf("one", "unknown", null)).toBe(fallback.id);
    expect(await idOf("one", "emails", "gone")).toBeNull();
    expect(await idOf("two", "emails", "named")).toBeNull();
    await endpoints.removeJobEndpoint(db, caller, own.id);
    expect(await idOf("one", "emails", null)).toBe(fallback.id);
  });

  it("cannot be touched from another project", async () => {
    const { id } = await create("default", "https://api.example.com/jobs");
    expect(await endpoints.listJobEndpoints(db, "two")).toEqual([]);
    await expect(endpoints.removeJobEndpoint(db, stranger, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(endpoints.rotateJobEndpointSecret({ db, config }, stranger, id)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
