import { describe, expect, it, vi } from "vitest";
import { createAuthenticator, isLoopbackAddress, type KeyVerifier, type VerifiedKey } from "./authenticate.ts";

const GOOD: VerifiedKey = { projectId: "p", scopes: ["ingest"] };

function setUp(verifyKey: KeyVerifier) {
  const verify = vi.fn(verifyKey);
  const authenticate = createAuthenticator({ mode: "key", defaultProjectId: "default", verifyKey: verify });
  const check = (token = "plim_x"): Promise<string> =>
    authenticate({ authorization: `Bearer ${token}`, apiKey: undefined, peerAddress: "10.0.0.1", isForwarded: false });
  return { verify, check };
}

describe("createAuthenticator", () => {
  it("answers the project of a key that may ingest, and refuses the others", async () => {
    expect(await setUp(async () => GOOD).check()).toBe("p");
    await expect(setUp(async () => null).check()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(setUp(async () => ({ ...GOOD, scopes: ["read"] })).check()).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("says unavailable when nobody can say whether a key is good", async () => {
    const { check } = setUp(() => Promise.reject(new Error("database down")));
    await expect(check()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("does not look up absurdly long keys", async () => {
    const { verify, check } = setUp(async () => GOOD);
    await expect(check("x".repeat(10_000))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(verify).not.toHaveBeenCalled();
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
