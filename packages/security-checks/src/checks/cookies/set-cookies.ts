import { type Exchange, headersOf } from "../../exchange.ts";

/** One `Set-Cookie` header as browsers read it (RFC 6265bis). */
export interface SetCookie {
  name: string;
  value: string;
  /** Name and value together, in bytes. */
  size: number;
  domain: string | null;
  path: string | null;
  isSecure: boolean;
  isHttpOnly: boolean;
  /** As it was written; null without the attribute. */
  sameSite: string | null;
  /** True when it takes a cookie away. */
  isRemoval: boolean;
}

/** Cookies that an answer sets. */
export function setCookiesOf(exchange: Exchange): SetCookie[] {
  return headersOf(exchange, "set-cookie")
    .slice(0, 100)
    .flatMap((header) => parseSetCookie(header) ?? []);
}

/** Null for what browsers ignore. The last of a repeated attribute counts. */
export function parseSetCookie(header: string): SetCookie | null {
  const [pair = "", ...rest] = header.split(";");
  const equals = pair.indexOf("=");
  const name = equals < 0 ? "" : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === "" && value === "") return null;
  const attributes = new Map(
    rest.map((text) => {
      const [key = "", ...values] = text.split("=");
      return [key.trim().toLowerCase(), values.join("=").trim()] as const;
    }),
  );
  const maxAge = attributes.get("max-age");
  const expires = Date.parse(attributes.get("expires") ?? "");
  return {
    name,
    value,
    size: Buffer.byteLength(name) + Buffer.byteLength(value),
    domain: attributes.get("domain")?.replace(/^\./, "").toLowerCase() || null,
    path: attributes.get("path") || null,
    isSecure: attributes.has("secure"),
    isHttpOnly: attributes.has("httponly"),
    sameSite: attributes.get("samesite") ?? null,
    isRemoval: maxAge !== undefined ? /^(?:0|-\d+)$/.test(maxAge) : expires < Date.now(),
  };
}
