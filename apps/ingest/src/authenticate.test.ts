import { describe, expect, it } from "vitest";
import { createAuthenticator, isLoopbackAddress, type KeyVerifier, type VerifiedKey } from "./authenticate.ts";

const GOOD: VerifiedKey = { projectId: "p", scopes: ["ingest"], expiresAt: null };

function setUp(answer: () => VerifiedKey | null) {
  const state = { now: 1_000_000, lookUps: 0, isDown: false };
  const verifyKey: KeyVerifier = async () => {
    state.lookUps++;
    if (state.isDown) throw new Error("database down");
    return answer();
  };
  const authenticate = createAuthenticator({
    mode: "key",
    defaultProjectId: "default",
    verifyKey,
    now: () => state.now,
  });
  const check = (token = "plim_x"): Promise<string> =>
    authenticate({ authorization: `Bearer ${token}`, apiKey: undefined, peerAddress: "10.0.0.1", isForwarded: false });
  return { state, check };
}

describe("createAuthenticator", () => {
  it("shares the look-ups of one key and remembers the answer for five seconds", async () => {
    const { state, check } = setUp(() => GOOD);
    await Promise.all([check(), check(), check()]);
    await check();
    expect(state.lookUps).toBe(1);
    state.now += 5_001;
    await check();
    expect(state.lookUps).toBe(2);
  });

  it("stops taking a revoked key within five seconds", async () => {
    let answer: VerifiedKey | null = GOOD;
    const { state, check } = setUp(() => answer);
    await check();
    answer = null;
    state.now += 5_001;
    await expect(check()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("never uses a key past its expiry, remembered or not", async () => {
    const { state, check } = setUp(() => ({ ...GOOD, expiresAt: new Date(1_002_000) }));
    await check();
    state.now += 2_000;
    await expect(check()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("believes a recent good answer for 30 s while the database is down, then says unavailable", async () => {
    const { state, check } = setUp(() => GOOD);
    await check();
    state.isDown = true;
    state.now += 20_000;
    expect(await check()).toBe("p");
    state.now += 10_001;
    await expect(check()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(check("plim_other")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("does not look up absurdly long keys", async () => {
    const { state, check } = setUp(() => GOOD);
    await expect(check("x".repeat(10_000))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(state.lookUps).toBe(0);
  });
});

describe("isLoopbackAddress", () => {
  it.each([
    ["127.0.0.1", true],
    ["127.8.9.1", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["10.0.0.1", false],
    ["::ffff:10.0.0.1", false],
    ["127.evil.example", false],
    [undefined, false],
  ])("%s: %s", (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});
