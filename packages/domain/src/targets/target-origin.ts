import { AppError } from "@plimsoll/core";
import { addressKind, literalAddress } from "@plimsoll/outbound";

/**
 * The scheme, host and port of a URL as targets are stored. Throws BAD_REQUEST for another scheme, for a user or password
 * inside, and for an address that requests are never sent to.
 */
export function targetOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new AppError("BAD_REQUEST", `${text} is no http:// or https:// URL.`);
  }
  if (url.username || url.password) {
    throw new AppError("BAD_REQUEST", "Leave the user and password out of the URL; requests are signed instead.");
  }
  const literal = literalAddress(url.hostname);
  if (literal && addressKind(literal) === "forbidden") {
    throw new AppError("BAD_REQUEST", `Requests are never sent to ${literal}: it is a reserved or link-local address.`);
  }
  return url.origin;
}

/** `targetOrigin` of text that must be an origin alone. Throws BAD_REQUEST when it has a path, query or fragment. */
export function parseTargetOrigin(text: string): string {
  const origin = targetOrigin(text);
  const { pathname, search, hash } = new URL(text);
  if (pathname !== "/" || search || hash) {
    throw new AppError("BAD_REQUEST", `A target is a scheme, host and port, such as ${origin}; leave out the rest.`);
  }
  return origin;
}
