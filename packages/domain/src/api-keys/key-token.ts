import { createHash, randomBytes } from "node:crypto";

const PREFIX = "plim_";
const TOKEN = /^plim_[A-Za-z0-9_-]{43}$/;

/** A new key of 256 random bits. */
export function createKeyToken(): string {
  return PREFIX + randomBytes(32).toString("base64url");
}

/** False for text that cannot be one of our keys, so that it never costs a look-up. */
export function isKeyToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * SHA-256 of a key. A fast hash is right here: a key has 256 random bits, so there is nothing to guess, and a look-up
 * by the hash takes the same time whatever the attacker's guess shares with a real key.
 */
export function hashKeyToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(token).digest());
}

/** The part of a key that is shown in lists. */
export function keyTokenPrefix(token: string): string {
  return token.slice(0, PREFIX.length + 6);
}
