import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { RenderedRequest, RequestTarget } from "../script/compiled.ts";
import { Exchange, type Transport } from "../transport/exchange.ts";

const targets = new Map<string, RequestTarget>();

/** One object an origin, as compiled scripts have it. */
function targetOf(url: URL): RequestTarget {
  const known = targets.get(url.origin);
  if (known) return known;
  const secure = url.protocol === "https:";
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const target = {
    origin: url.origin,
    secure,
    hostname,
    port: Number(url.port) || (secure ? 443 : 80),
    authority: url.host,
  };
  targets.set(url.origin, target);
  return target;
}

export function requestTo(url: string, method = "GET", body: string | null = null): RenderedRequest {
  const parsed = new URL(url);
  const target = targetOf(parsed);
  const bytes = body === null ? null : Buffer.from(body);
  const headers = bytes ? ["content-length", String(bytes.length)] : [];
  const path = parsed.pathname + parsed.search;
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${target.authority}\r\n${bytes ? `content-length: ${bytes.length}\r\n` : ""}`;
  return { method, target, path, authority: target.authority, headers, body: bytes, head, wire: null };
}

export interface SendOptions {
  method?: string;
  body?: string;
  extraHeaders?: string[];
  maxBodyBytes?: number;
  /** Cuts it so long after it was sent. */
  cutAfterMs?: number;
}

/** Sends one request and waits for its end. */
export function exchangeOver(transport: Transport, url: string, options: SendOptions = {}): Promise<Exchange> {
  return new Promise((resolve) => {
    const exchange = new Exchange(resolve);
    exchange.request = requestTo(url, options.method, options.body);
    exchange.extraHeaders = options.extraHeaders ?? null;
    exchange.needsHeaders = true;
    exchange.keepBodyBytes = 1_000;
    exchange.maxBodyBytes = options.maxBodyBytes ?? 1_000_000;
    transport.send(exchange);
    if (options.cutAfterMs === undefined) return;
    setTimeout(() => exchange.carrier?.cut(exchange, "timeout", "it took too long"), options.cutAfterMs);
  });
}

/** Starts a server on a free port of loopback; its port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}
