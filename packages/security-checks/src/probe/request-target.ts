import { AppError } from "@plimsoll/core";

/** Where a request goes: what is connected to, and what is written in its first line. */
export interface RequestTarget {
  origin: string;
  /** Host without port and brackets. */
  hostname: string;
  /** Exactly as it was given: `..`, `//` and `%2f` stay. */
  path: string;
}

const ABSOLUTE = /^(https?:)\/\/([^/?#\\]*)([^#]*)/i;

/**
 * Takes a URL apart without normalising its path. A text that begins with `/` is a path on `base`, also when it begins with
 * `//`. Throws BAD_REQUEST for what cannot be requested.
 */
export function parseRequestTarget(url: string, base: string): RequestTarget {
  const absolute = ABSOLUTE.exec(url);
  const origin = absolute ? originOf(`${absolute[1]}//${absolute[2]}`) : url.startsWith("/") ? originOf(base) : null;
  if (!origin) throw new AppError("BAD_REQUEST", "Requests are sent to http:// and https:// URLs and to paths only.");
  const rest = absolute ? (absolute[3] ?? "") : url.replace(/#.*$/s, "");
  return {
    origin: origin.origin,
    hostname: origin.hostname.replace(/^\[|\]$/g, ""),
    path: rest.startsWith("/") ? rest : `/${rest}`,
  };
}

function originOf(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username || url.password ? null : url;
}
