export { defineCheck, type ScanIdentity, type WebCheck, type WebTarget } from "./check.ts";
export type { Exchange, ProbeRequest } from "./exchange.ts";
export { fingerprintOf, normalPath, placeText } from "./fingerprint.ts";
export { CHECKS, findCheck, WEB_CHECKS, webChecksOf } from "./registry.ts";
export { runWebScan, type ScanLimits, type WebScanOptions } from "./run-web-scan.ts";
export type { CheckRecord, ScanProgress, ScanReport } from "./scan-report.ts";
export type { TlsHandshake, TlsProbe } from "./tls.ts";
