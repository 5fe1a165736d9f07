import { AppError } from "@plimsoll/core";

export interface StoreAddress {
  /** Without user and password. */
  origin: string;
  username: string;
  password: string;
}

/** Takes CLICKHOUSE_URL apart; throws BAD_REQUEST when it is no HTTP address. */
export function parseStoreUrl(url: string): StoreAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) {
    throw new AppError("BAD_REQUEST", "CLICKHOUSE_URL must be an http:// or https:// address.");
  }
  return {
    origin: parsed.origin,
    username: decodeURIComponent(parsed.username) || "default",
    password: decodeURIComponent(parsed.password),
  };
}
