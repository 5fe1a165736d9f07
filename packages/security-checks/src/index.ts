export { defineCheck, type WebCheck, type WebTarget } from "./check.ts";
export type { Exchange, ProbeRequest } from "./exchange.ts";
export type { TlsHandshake, TlsProbe } from "./tls.ts";
