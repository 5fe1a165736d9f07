import { MalformedRequest } from "../wire/malformed-request.ts";

const DECIMAL = /^-?\d{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/** Each reads one JSON value or throws MalformedRequest that says what was expected. */
export function readString(value: unknown): string {
  if (typeof value === "string") return value;
  throw expected("a string", value);
}

export function readHex(value: unknown): Uint8Array {
  if (typeof value === "string" && HEX.test(value)) return Buffer.from(value, "hex");
  throw expected("bytes in hexadecimal", value);
}

export function readBase64(value: unknown): Uint8Array {
  if (typeof value === "string" && BASE64.test(value)) return Buffer.from(value, "base64");
  throw expected("bytes in base64", value);
}

export function readBool(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw expected("true or false", value);
}

/** A number, or the strings that ProtoJSON allows for it: digits, "NaN", "Infinity", "-Infinity". */
export function readDouble(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  throw expected("a number", value);
}

/** A whole number of 64 bits as a JSON number or a decimal string. */
export function readInteger(value: unknown, min: bigint, max: bigint): bigint {
  const number = toBigInt(value);
  if (number === null) throw expected("a whole number, as a number or a string", value);
  if (number < min || number > max) throw expected(`a whole number from ${min} to ${max}`, value);
  return number;
}

/** An enum's integer; its names are tolerated, because some senders write them. */
export function readEnum(value: unknown, names: Readonly<Record<string, number>>): bigint {
  if (typeof value === "string" && Object.hasOwn(names, value)) return BigInt(names[value] ?? 0);
  return readInteger(value, -(2n ** 31n), 2n ** 31n - 1n);
}

/** The error for a value of the wrong type or range. */
export function expected(what: string, value: unknown): MalformedRequest {
  return new MalformedRequest(`expected ${what}, got ${describe(value)}`);
}

function toBigInt(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && DECIMAL.test(value) ? BigInt(value) : null;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return value === null ? "null" : "an object";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
