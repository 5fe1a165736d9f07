import { randomBytes } from "node:crypto";

/** A new id of 120 random bits with a prefix that says of what, such as `key_`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(15).toString("base64url")}`;
}
