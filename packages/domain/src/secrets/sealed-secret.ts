import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError, type Config } from "@plimsoll/core";

/** What a secret is for. A secret sealed for one purpose does not open for another. */
export type SecretPurpose =
  | "job-endpoint"
  | "queue-connection"
  | "cache-connection"
  | "scan-credential"
  | "scan-upload";
type SecretConfig = Pick<Config, "PLIMSOLL_SECRET">;

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/**
 * Encrypts a secret for the database: AES-256-GCM under a key that HKDF-SHA256 derives from PLIMSOLL_SECRET and the
 * purpose. Layout: version, 12 bytes of nonce, 16 of tag, ciphertext. Throws UNAVAILABLE while PLIMSOLL_SECRET is unset.
 */
export function sealSecret(config: SecretConfig, purpose: SecretPurpose, text: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(config, purpose), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]));
}

/**
 * Decrypts what `sealSecret` made. Throws UNAVAILABLE when it was sealed with another PLIMSOLL_SECRET, for another
 * purpose, or was changed since.
 */
export function openSecret(config: SecretConfig, purpose: SecretPurpose, sealed: Uint8Array): string {
  const key = keyFor(config, purpose);
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) throw unreadable();
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + IV_BYTES));
    decipher.setAuthTag(bytes.subarray(1 + IV_BYTES, HEAD_BYTES));
    return decipher.update(bytes.subarray(HEAD_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw unreadable(cause);
  }
}

function keyFor({ PLIMSOLL_SECRET }: SecretConfig, purpose: SecretPurpose): Buffer {
  if (!PLIMSOLL_SECRET) {
    throw new AppError(
      "UNAVAILABLE",
      "PLIMSOLL_SECRET is not set. `npm start` sets it; started by hand, it is needed.",
    );
  }
  return Buffer.from(hkdfSync("sha256", PLIMSOLL_SECRET, "", `plimsoll/${purpose}`, 32));
}

function unreadable(cause?: unknown): AppError {
  const message =
    "A stored secret cannot be read with this PLIMSOLL_SECRET. Start with the one it was stored under, or enter the secret again.";
  return new AppError("UNAVAILABLE", message, { cause });
}
