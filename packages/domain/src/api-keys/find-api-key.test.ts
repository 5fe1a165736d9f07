import { createHash } from "node:crypto";
import type { Database } from "@plimsoll/db";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OwnCaches } from "../own-caches/own-caches.ts";
import { findApiKey } from "./find-api-key.ts";
import { createKeyToken } from "./key-token.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

const open: OwnCaches[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((caches) => caches.close()));
});
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** A table with one key, and as many processes as are asked for. */
function setUp({ expiresAt = null }: { expiresAt?: Date | null } = {}) {
  const token = createKeyToken();
  const row = {
    id: "key_1",
    name: "ci",
    prefix: "plim_abc",
    projectId: "p",
    scopes: ["ingest"],
    hash: createHash("sha256").update(token).digest(),
    createdAt: new Date(),
    createdBy: null,
    lastUsedAt: new Date(Date.now() + 3_600_000),
    expiresAt,
    revokedAt: null as Date | null,
  };
  const state = { lookUps: 0, isDown: false };
  const apiKey = {
    async findUnique({ where }: { where: { hash: Uint8Array } }) {
      state.lookUps++;
      if (state.isDown) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
      return row.hash.equals(where.hash) ? { ...row } : null;
    },
    updateMany: async ({ data }: { data: { revokedAt?: Date } }) => Object.assign(row, data),
    findFirst: async () => ({ ...row }),
  };
  const db = { apiKey } as unknown as Database;
  const join = () => {
    const caches = new OwnCaches({ REDIS_URL: undefined });
    open.push(caches);
    return { db, caches };
  };
  return { token, state, join };
}

describe("the look-up of an API key", () => {
  it("is shared by who asks at once, and remembered for five seconds", async () => {
    const { token, state, join } = setUp();
    const here = join();
    const found = await Promise.all([1, 2, 3].map(() => findApiKey(here, token)));
    expect(found.map((key) => key?.keyId)).toEqual(["key_1", "key_1", "key_1"]);
    await findApiKey(here, token);
    expect(state.lookUps).toBe(1);
    pass(5_200);
    await findApiKey(here, token);
    expect(state.lookUps).toBe(2);
  });

  it("refuses a revoked key at once where it was revoked, and within five seconds elsewhere", async () => {
    const { token, join } = setUp();
    const [here, there] = [join(), join()];
    await Promise.all([findApiKey(here, token), findApiKey(there, token, { outages: true })]);
    await revokeApiKey(here, { projectId: "p", id: "key_1" });
    expect(await findApiKey(here, token)).toBeNull();
    pass(5_200);
    expect(await findApiKey(there, token, { outages: true })).toBeNull();
  });

  it("never answers a key past its expiry, remembered or not", async () => {
    const { token, state, join } = setUp({ expiresAt: new Date(Date.now() + 2_000) });
    const here = join();
    expect(await findApiKey(here, token)).not.toBeNull();
    pass(2_200);
    expect(await findApiKey(here, token)).toBeNull();
    expect(state.lookUps).toBe(1);
  });

  it("believes a good key for 30 s of an outage where asked to, then cannot say", async () => {
    const { token, state, join } = setUp();
    const [ingest, web] = [join(), join()];
    await Promise.all([findApiKey(ingest, token, { outages: true }), findApiKey(web, token)]);
    state.isDown = true;
    pass(20_000);
    expect(await findApiKey(ingest, token, { outages: true })).toMatchObject({ keyId: "key_1" });
    await expect(findApiKey(web, token)).rejects.toThrow("gone");
    pass(10_001);
    await expect(findApiKey(ingest, token, { outages: true })).rejects.toThrow("gone");
  });

  it("keeps a refusal for two seconds, and through no outage", async () => {
    const { state, join } = setUp();
    const [here, unknown] = [join(), createKeyToken()];
    expect(await findApiKey(here, unknown, { outages: true })).toBeNull();
    expect(await findApiKey(here, unknown, { outages: true })).toBeNull();
    expect(state.lookUps).toBe(1);
    state.isDown = true;
    pass(2_200);
    await expect(findApiKey(here, unknown, { outages: true })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("costs nothing for what cannot be a key", async () => {
    const { state, join } = setUp();
    expect(await findApiKey(join(), "x".repeat(10_000))).toBeNull();
    expect(state.lookUps).toBe(0);
  });
});
