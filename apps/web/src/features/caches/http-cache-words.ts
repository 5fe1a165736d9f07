import type { HttpCacheItem } from "@plimsoll/core";
import { quoted, traceSearchHref } from "../../lib/trace-links.ts";

/** The host that was called, else the service that answered. */
export function httpCacheName({ host, service }: Pick<HttpCacheItem, "host" | "service">): string {
  return host || service;
}

/** The search for traces with its misses; null where no header says so in a word. */
export function missesHref({
  service,
  host,
  headers,
  misses,
}: Pick<HttpCacheItem, "service" | "host" | "headers" | "misses">): string | null {
  const header = headers.find((name) => name !== "age");
  if (header === undefined || misses === 0) return null;
  const word = header === "cache-status" ? "fwd=" : "miss";
  const terms = [
    host === "" ? "kind:server" : `kind:client server.address:${quoted(host)}`,
    `http.response.header.${header}~${quoted(word)}`,
  ];
  return traceSearchHref({ service, text: terms.join(" ") });
}
