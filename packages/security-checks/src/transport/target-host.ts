import { isIP } from "node:net";

/** Host of an origin, without port and brackets. */
export function hostOf(origin: string): string {
  return new URL(origin).hostname.replace(/^\[|\]$/g, "");
}

export function isHttps(origin: string): boolean {
  return new URL(origin).protocol === "https:";
}

/** True where nothing leaves the machine: browsers take such a host for safe without encryption, too. */
export function isLoopback(origin: string): boolean {
  const host = hostOf(origin);
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

/** Where a fault of a target's TLS is: it concerns no path. */
export function tlsPlace(parameter: string) {
  return { kind: "request", method: "TLS", path: "/", parameter } as const;
}
