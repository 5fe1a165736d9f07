import { loadConfig } from "@plimsoll/core";
import { createDatabase, type Database, migrateDatabase } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Auth,
  createAuth,
  createFirstAdmin,
  createPerson,
  ensureFirstAdmin,
  issueSetupToken,
  listPeople,
  listSessions,
  removePerson,
  resolvePrincipal,
  revokeOtherSessions,
  setRole,
} from "./accounts.ts";
import { createApiKey } from "./api-keys/create-api-key.ts";
import { revokeApiKey } from "./api-keys/revoke-api-key.ts";
import { verifyApiKey } from "./api-keys/verify-api-key.ts";
import { OwnCaches } from "./own-caches/own-caches.ts";
import { waitAfterFailuresMs } from "./auth/account-throttle.ts";
import { DEFAULT_PROJECT_ID, ensureDefaultProject } from "./platform.ts";

const PASSWORD = "seven green lanterns drift";
const SECRET = "a-secret-of-at-least-thirty-two-characters";

let stores: TestStores;
let db: Database;
let auth: Auth;
let platform: { db: Database; caches: OwnCaches };

beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  db = createDatabase(stores.databaseUrl, { poolSize: 8 });
  await ensureDefaultProject(db);
  platform = { db, caches: new OwnCaches({ REDIS_URL: undefined }) };
  const onSessionsChanged = () => platform.caches.sessions.clear();
  auth = createAuth(db, { ...loadConfig({}), PLIMSOLL_SECRET: SECRET }, { onSessionsChanged });
});
afterAll(async () => {
  await platform?.caches.close();
  await db?.$disconnect();
  await stores?.stop();
});
beforeEach(async () => {
  await db.user.deleteMany();
  await db.rateLimit.deleteMany();
  await db.apiKey.deleteMany();
});

/** Signs in over HTTP as a browser does, from an address of its own, and returns the response. */
let address = 1;
function signIn(email: string, password: string): Promise<Response> {
  address += 1;
  return auth.handler(
    new Request("http://127.0.0.1:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "http://127.0.0.1:3000",
        "x-plimsoll-client-ip": `10.0.${address >> 8}.${address & 255}`,
      },
      body: JSON.stringify({ email, password }),
    }),
  );
}
const cookieOf = (response: Response) =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((c) => c.split(";")[0])
      .join("; "),
  });

describe("the first admin", () => {
  it("comes from the configuration once, or else a token is issued", async () => {
    const config = (admin: Record<string, string>) =>
      loadConfig({ DATABASE_URL: stores.databaseUrl, CLICKHOUSE_URL: "http://127.0.0.1:1", ...admin });
    const first = await ensureFirstAdmin(config({}));
    expect(first).toMatchObject({ created: null, setupToken: expect.any(String) });
    await expect(ensureFirstAdmin(config({ PLIMSOLL_ADMIN_EMAIL: "ada@example.com" }))).rejects.toThrow(/both/);
    const admin = (password: string) =>
      config({ PLIMSOLL_ADMIN_EMAIL: "ada@example.com", PLIMSOLL_ADMIN_PASSWORD: password });
    await expect(ensureFirstAdmin(admin("password1"))).rejects.toThrow(/^PLIMSOLL_ADMIN_PASSWORD: /);
    expect(await ensureFirstAdmin(admin(PASSWORD))).toEqual({ created: "ada@example.com", setupToken: null });
    expect(await ensureFirstAdmin(admin(PASSWORD))).toEqual({ created: null, setupToken: null });
    expect((await listPeople(db)).map((person) => [person.email, person.role])).toEqual([["ada@example.com", "admin"]]);
    expect((await signIn("ada@example.com", PASSWORD)).status).toBe(200);
    await expect(
      createFirstAdmin(db, {
        token: first.setupToken ?? "",
        email: "eve@example.com",
        name: "Eve",
        password: PASSWORD,
      }),
    ).rejects.toThrow();
  });

  it("is created with the one-time token, once", async () => {
    const token = await issueSetupToken(db);
    const input = { email: "Ada@Example.com", name: "Ada", password: PASSWORD };
    await expect(createFirstAdmin(db, { ...input, token: "wrong" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createFirstAdmin(db, { ...input, token, password: "ada@example.com1" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await createFirstAdmin(db, { ...input, token });
    await expect(createFirstAdmin(db, { ...input, email: "eve@example.com", token })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await listPeople(db)).toMatchObject([{ email: "ada@example.com", role: "admin" }]);
  });

  it("makes earlier tokens worthless when a new one is issued", async () => {
    const first = await issueSetupToken(db);
    await issueSetupToken(db);
    const input = { email: "ada@example.com", name: "Ada", password: PASSWORD, token: first };
    await expect(createFirstAdmin(db, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("sign-in", () => {
  it("gives a session that says who is calling, with the role as it is now", async () => {
    const id = await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    await createPerson(db, { email: "bob@example.com", name: "Bob", role: "admin", password: PASSWORD });
    const response = await signIn("ada@example.com", PASSWORD);
    expect(response.status).toBe(200);
    expect(await resolvePrincipal(auth, platform, cookieOf(response))).toMatchObject({
      kind: "user",
      userId: id,
      role: "admin",
    });
    await setRole(platform, { id, role: "viewer" });
    expect(await resolvePrincipal(auth, platform, cookieOf(response))).toMatchObject({ role: "viewer" });
  });

  it("keeps passwords hashed and sets a cookie that scripts cannot read", async () => {
    await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    const { password } = await db.account.findFirstOrThrow();
    expect(password).not.toContain(PASSWORD);
    const [cookie = ""] = (await signIn("ada@example.com", PASSWORD)).headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  it("refuses sign-up, which better-auth would otherwise offer", async () => {
    const response = await auth.handler(
      new Request("http://127.0.0.1:3000/api/auth/sign-up/email", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: "http://127.0.0.1:3000",
          "x-plimsoll-client-ip": "10.9.9.9",
        },
        body: JSON.stringify({ email: "eve@example.com", name: "Eve", password: PASSWORD }),
      }),
    );
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await db.user.count()).toBe(0);
  });

  it("slows guesses at one account down, whatever address they come from", async () => {
    await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess++) statuses.push((await signIn("ada@example.com", `wrong ${guess}`)).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses.slice(5)).toEqual([429, 429]);
    const refused = await signIn("ada@example.com", PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await db.rateLimit.updateMany({ data: { lastRequest: Date.now() - 60_000 } });
    expect((await signIn("ada@example.com", PASSWORD)).status).toBe(200);
    expect((await signIn("ada@example.com", "wrong again")).status).toBe(401);
  });

  it("limits one address over many accounts", async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 34; guess++) {
      const pinned = address;
      statuses.push((await signIn(`nobody${guess}@example.com`, "wrong password")).status);
      address = pinned;
    }
    expect(statuses).toContain(429);
  });

  it("waits longer with every failure and never more than a quarter of an hour", () => {
    expect([4, 5, 6, 7, 30].map(waitAfterFailuresMs)).toEqual([0, 2000, 4000, 8000, 900_000]);
  });
});

describe("sessions", () => {
  it("are listed and ended by their owner only", async () => {
    await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    const [here, there] = [await signIn("ada@example.com", PASSWORD), await signIn("ada@example.com", PASSWORD)];
    const who = await resolvePrincipal(auth, platform, cookieOf(here));
    if (who.kind !== "user") throw new Error("not signed in");
    expect((await listSessions(db, who)).map((session) => session.current).sort()).toEqual([false, true]);
    expect(await revokeOtherSessions(platform, who)).toBe(1);
    expect(await resolvePrincipal(auth, platform, cookieOf(there))).toEqual({ kind: "anonymous" });
    expect(await resolvePrincipal(auth, platform, cookieOf(here))).toMatchObject({ kind: "user" });
  });
});

describe("a remembered session", () => {
  const join = () => ({ db, caches: new OwnCaches({ REDIS_URL: undefined }) });

  it("ends at once where it signs out", async () => {
    await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    const headers = cookieOf(await signIn("ada@example.com", PASSWORD));
    expect(await resolvePrincipal(auth, platform, headers)).toMatchObject({ kind: "user" });
    const { status } = await auth.handler(
      new Request("http://127.0.0.1:3000/api/auth/sign-out", {
        method: "POST",
        headers: { cookie: headers.get("cookie") ?? "", origin: "http://127.0.0.1:3000" },
      }),
    );
    expect(status).toBe(200);
    expect(await resolvePrincipal(auth, platform, headers)).toEqual({ kind: "anonymous" });
  });

  it("has the new role, and ends with the account, within five seconds in another process", async () => {
    const id = await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    await createPerson(db, { email: "bob@example.com", name: "Bob", role: "admin", password: PASSWORD });
    const headers = cookieOf(await signIn("ada@example.com", PASSWORD));
    const other = join();
    // What is remembered is so for five seconds from when it was found, and finding takes its time.
    let foundAfterMs = 0;
    const ask = async () => {
      const begin = performance.now();
      const found = await resolvePrincipal(auth, other, headers);
      foundAfterMs = performance.now() - begin;
      return found;
    };
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      expect(await ask()).toMatchObject({ role: "admin" });
      await setRole(platform, { id, role: "viewer" });
      vi.setSystemTime(Date.now() + 5_001 + foundAfterMs);
      expect(await ask()).toMatchObject({ role: "viewer" });
      await removePerson(platform, id);
      expect(await resolvePrincipal(auth, platform, headers)).toEqual({ kind: "anonymous" });
      vi.setSystemTime(Date.now() + 5_001 + foundAfterMs);
      expect(await ask()).toEqual({ kind: "anonymous" });
    } finally {
      vi.useRealTimers();
      await other.caches.close();
    }
  });

  it("is nobody else's, and cannot be made up", async () => {
    await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    const headers = cookieOf(await signIn("ada@example.com", PASSWORD));
    await resolvePrincipal(auth, platform, headers);
    const [token = ""] = (headers.get("cookie") ?? "").split(".session_token=").slice(1);
    const forged = new Headers({ cookie: `plimsoll.session_token=${token.slice(0, 20)}` });
    expect(await resolvePrincipal(auth, platform, forged)).toEqual({ kind: "anonymous" });
    expect(await resolvePrincipal(auth, platform, new Headers({ cookie: "a=b" }))).toEqual({ kind: "anonymous" });
  });
});

describe("people", () => {
  it("always keep an admin, also when two remove each other at once", async () => {
    const ada = await createPerson(db, { email: "ada@example.com", name: "Ada", role: "admin", password: PASSWORD });
    await expect(removePerson(platform, ada)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(setRole(platform, { id: ada, role: "member" })).rejects.toMatchObject({ code: "CONFLICT" });
    const bob = await createPerson(db, { email: "bob@example.com", name: "Bob", role: "admin", password: PASSWORD });
    const results = await Promise.allSettled([removePerson(platform, ada), removePerson(platform, bob)]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await db.user.count({ where: { role: "admin" } })).toBe(1);
  });

  it("have one account an address, whatever its case", async () => {
    const input = { name: "Ada", role: "viewer" as const, password: PASSWORD };
    await createPerson(db, { ...input, email: "ada@example.com" });
    await expect(createPerson(db, { ...input, email: "ADA@example.com" })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("API keys", () => {
  const input = { projectId: DEFAULT_PROJECT_ID, name: "ci", scopes: ["read" as const], createdById: null };

  it("work until they are revoked, and are stored as a hash only", async () => {
    const created = await createApiKey(db, input);
    expect(await verifyApiKey(db, created.key)).toMatchObject({ keyId: created.id, scopes: ["read"] });
    const row = await db.apiKey.findUniqueOrThrow({ where: { id: created.id } });
    expect(JSON.stringify(row)).not.toContain(created.key.slice(12));
    expect(row.lastUsedAt).not.toBeNull();
    await revokeApiKey(platform, { projectId: DEFAULT_PROJECT_ID, id: created.id });
    expect(await verifyApiKey(db, created.key)).toBeNull();
  });

  it("stop at their expiry", async () => {
    const created = await createApiKey(db, { ...input, expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await verifyApiKey(db, created.key)).not.toBeNull();
    await db.apiKey.update({ where: { id: created.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await verifyApiKey(db, created.key)).toBeNull();
    await expect(createApiKey(db, { ...input, expiresAt: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("never fall back to a weaker identity when they are wrong", async () => {
    const headers = new Headers({ authorization: `Bearer plim_${"x".repeat(43)}`, cookie: "a=b" });
    await expect(resolvePrincipal(auth, platform, headers)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(resolvePrincipal(auth, platform, new Headers({ authorization: "Basic abc" }))).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });

  it("cannot be revoked from another project", async () => {
    const created = await createApiKey(db, input);
    await expect(revokeApiKey(platform, { projectId: "other", id: created.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await verifyApiKey(db, created.key)).not.toBeNull();
  });
});
