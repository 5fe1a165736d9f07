import type { Socket } from "node:net";
import { AppError } from "@plimsoll/core";
import type { GuardedAgent } from "@plimsoll/outbound";
import type { Exchange, ProbeRequest } from "../exchange.ts";
import { ScanLimitError } from "../scan-limit-error.ts";
import type { HelloProbe, ServerHello, TlsHandshake, TlsProbe } from "../tls.ts";
import { probeHello } from "../transport/probe-hello.ts";
import type { ProbePlace } from "../transport/probe-place.ts";
import { probeTls } from "../transport/probe-tls.ts";
import { createPacer } from "./pacer.ts";
import { parseRequestTarget } from "./request-target.ts";
import { sendProbe } from "./send-probe.ts";

/** One request, or one handshake, may take this long by default. */
const REQUEST_TIMEOUT_MS = 15_000;

export interface ProberOptions {
  origin: string;
  /** Those that may be reached with `allowPrivate`, beside the origin. */
  otherOrigins: readonly string[];
  agent: GuardedAgent;
  allowPrivate: boolean;
  authorities: readonly string[];
  maxRequests: number;
  requestsPerSecond: number;
  concurrency: number;
  requestTimeoutMs?: number;
  signal: AbortSignal;
}

/** All that a scan sends: paced, counted, and to the target's host only. */
export interface Prober {
  send(request: ProbeRequest): Promise<Exchange>;
  handshake(probe: TlsProbe): Promise<TlsHandshake>;
  hello(probe: HelloProbe): Promise<ServerHello>;
  openSocket(): Promise<Socket>;
  /** Requests and handshakes so far. */
  sent(): number;
  /** True when something was not sent for want of budget. */
  isSpent(): boolean;
  /** Paths of the origin, with their queries, that were answered. */
  answered(): string[];
}

/** Throws BAD_REQUEST for an origin that is none. */
export function createProber(options: ProberOptions): Prober {
  const { agent, signal, requestTimeoutMs: timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const own = parseRequestTarget(options.origin, options.origin);
  const approved = new Set([own.origin, ...options.otherOrigins.map((text) => parseRequestTarget(text, text).origin)]);
  const answered = new Set<string>();
  const pacer = createPacer(options.requestsPerSecond, options.concurrency, signal);
  const place: ProbePlace = {
    agent,
    signal,
    host: own.hostname,
    port: Number(new URL(own.origin).port) || (own.origin.startsWith("https:") ? 443 : 80),
    allowPrivate: options.allowPrivate,
    timeoutMs,
  };
  let sent = 0;
  let isSpent = false;

  function paced<T>(work: () => Promise<T>): Promise<T> {
    return pacer.run(() => {
      if (sent >= options.maxRequests) {
        isSpent = true;
        throw new ScanLimitError("requests", `the scan's budget of ${options.maxRequests} requests was spent`);
      }
      sent += 1;
      return work();
    });
  }

  return {
    async send(request) {
      const target = parseRequestTarget(request.url, own.origin);
      if (target.hostname !== own.hostname) {
        throw new AppError("FORBIDDEN", `${target.hostname} is not the host of the target, ${own.hostname}.`);
      }
      const allowPrivate = options.allowPrivate && approved.has(target.origin);
      const context = { agent, allowPrivate, timeoutMs, signal };
      return paced(async () => {
        const exchange = await sendProbe(request, target, context);
        if (target.origin === own.origin) answered.add(target.path);
        return exchange;
      });
    },
    handshake: (probe) => paced(() => probeTls(place, probe, options.authorities)),
    hello: (probe) => paced(() => probeHello(place, probe)),
    openSocket: () => paced(() => openPlace(place)),
    sent: () => sent,
    isSpent: () => isSpent,
    answered: () => [...answered],
  };
}

function openPlace({ agent, ...where }: ProbePlace): Promise<Socket> {
  return agent.openSocket(where);
}
