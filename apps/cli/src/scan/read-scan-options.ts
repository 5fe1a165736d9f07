import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import {
  AppError,
  DEFAULT_SCAN_LIMITS,
  SCAN_PROFILES,
  SEVERITIES,
  type ScanProfile,
  type Severity,
} from "@plimsoll/core";
import type { LicencePolicy } from "@plimsoll/security-checks";
import type { ScanOptions } from "../commands/scan-options.ts";

export const SCAN_FORMATS = ["text", "json", "sarif", "vex", "junit"] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

interface WantedReport {
  /** Of the target, in reports and fingerprints. */
  name: string;
  format: ScanFormat;
  /** Null: no finding fails. */
  failOn: Severity | null;
  isStrict: boolean;
}

export interface WantedSiteScan extends WantedReport {
  kind: "site";
  origin: string;
  entryPaths: string[];
  openApi: string | undefined;
  profile: ScanProfile;
  allowPrivate: boolean;
  limits: { maxRequests: number; maxDurationMs: number; requestsPerSecond: number; concurrency: number };
}

export interface WantedFolderScan extends WantedReport {
  kind: "folder";
  /** Absolute; a single file, too. */
  path: string;
  advisories: string | undefined;
  licences: LicencePolicy;
  maxDurationMs: number;
}

/** What the command's options ask for. Throws BAD_REQUEST that names the option that is wrong. */
export async function readScanOptions(
  target: string,
  options: ScanOptions,
): Promise<WantedSiteScan | WantedFolderScan> {
  const report = {
    format: oneOf("--format", options.format, SCAN_FORMATS),
    failOn: options.failOn === "none" ? null : oneOf("--fail-on", options.failOn, SEVERITIES),
    isStrict: options.strict === true,
  };
  const maxDurationMs =
    positive("--max-minutes", options.maxMinutes, DEFAULT_SCAN_LIMITS.maxDurationMs / 60_000) * 60_000;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return { ...readSite(target, options, maxDurationMs), ...report };
  const path = resolve(target);
  const entry = await stat(path).catch(() => null);
  if (!entry) throw new AppError("BAD_REQUEST", `${target} is no URL, and no folder or file either.`);
  return {
    ...report,
    kind: "folder",
    name: basename(path),
    path,
    advisories: options.advisories,
    licences: { allow: options.allowLicence ?? [], deny: options.denyLicence ?? [] },
    maxDurationMs,
  };
}

function readSite(target: string, options: ScanOptions, maxDurationMs: number) {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new AppError(
      "BAD_REQUEST",
      `${target} cannot be scanned: give an http:// or https:// URL without a password.`,
    );
  const profile = oneOf("--profile", options.profile, SCAN_PROFILES);
  if (profile === "active" && !options.iOwnThis)
    throw new AppError(
      "FORBIDDEN",
      "The active profile sends input that is meant to be refused. If the site is yours, or its owner asked you, say so with --i-own-this.",
    );
  const own = url.pathname === "/" && url.search === "" ? [] : [`${url.pathname}${url.search}`];
  return {
    kind: "site" as const,
    name: url.origin,
    origin: url.origin,
    entryPaths: ["/", ...own, ...(options.path ?? [])],
    openApi: options.openapi,
    profile,
    allowPrivate: options.allowPrivate === true,
    limits: {
      maxRequests: positive("--max-requests", options.maxRequests, DEFAULT_SCAN_LIMITS.maxRequests),
      maxDurationMs,
      requestsPerSecond: positive("--rate", options.rate, DEFAULT_SCAN_LIMITS.requestsPerSecond),
      concurrency: DEFAULT_SCAN_LIMITS.concurrency,
    },
  };
}

function oneOf<T extends string>(option: string, written: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === written);
  if (found === undefined)
    throw new AppError("BAD_REQUEST", `${option}: "${written}" is none of ${allowed.join(", ")}.`);
  return found;
}

function positive(option: string, written: string | undefined, fallback: number): number {
  const value = written === undefined ? fallback : Number(written);
  if (!Number.isFinite(value) || value <= 0)
    throw new AppError("BAD_REQUEST", `${option}: "${written}" is no number above 0.`);
  return value;
}
