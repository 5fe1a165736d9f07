import { z } from "zod";
import { idSchema, limitSchema } from "./common.ts";
import { exportFormatSchema, type FindingItem, type Grade, type ScanChange, type SeverityCounts } from "./findings.ts";
import { type CheckGroup, type CheckOutcome, SCAN_PROFILES } from "./security.ts";

export const scanProfileSchema = z.enum(SCAN_PROFILES);
const nameSchema = z.string().trim().min(1).max(80);

/** What one scan may cost its target. */
export const scanLimitsSchema = z.object({
  maxRequests: z.number().int().min(10).max(50_000),
  maxDurationMs: z.number().int().min(5_000).max(7_200_000),
  requestsPerSecond: z.number().min(0.1).max(100),
  /** Requests under way at once. */
  concurrency: z.number().int().min(1).max(16),
});
export type ScanLimits = z.infer<typeof scanLimitsSchema>;
export const DEFAULT_SCAN_LIMITS: ScanLimits = {
  maxRequests: 2_000,
  maxDurationMs: 600_000,
  requestsPerSecond: 20,
  concurrency: 4,
};

/** When scans of a target come by themselves: cron in a zone, as schedules of jobs have it. */
export const scanScheduleSchema = z.object({
  cron: z.string().trim().min(1).max(120),
  /** IANA zone. */
  timezone: z.string().min(1).max(64).default("UTC"),
  profile: scanProfileSchema.default("standard"),
  paused: z.boolean().default(false),
});
export type ScanSchedule = z.infer<typeof scanScheduleSchema>;

const pathSchema = z
  .string()
  .max(2048)
  .regex(/^\/[^\s#]*$/, "a path begins with / and has no spaces or #");
/** What is asked of a web target in every scan. */
export const scanSettingsSchema = z.object({
  /** Where the look around begins, beside `/`. */
  entryPaths: z.array(pathSchema).max(50).default([]),
  /** Path of an OpenAPI document on the target, or the document itself in JSON or YAML. */
  openApi: z.string().max(500_000).nullable().default(null),
  /** Of scans on demand and on deploy that name none. */
  profile: scanProfileSchema.default("standard"),
  limits: scanLimitsSchema.default(DEFAULT_SCAN_LIMITS),
});
export type ScanSettings = z.infer<typeof scanSettingsSchema>;

/** Adds a web target to be scanned; the origin becomes a target of Settings, Targets, when it is none yet. */
export const scansAddTargetInputSchema = z.object({
  name: nameSchema,
  /** Scheme, host and port; a path is not part of it. */
  origin: z.url({ protocol: /^https?$/ }).max(512),
});
export type ScansAddTargetInput = z.infer<typeof scansAddTargetInputSchema>;
export const scansUpdateTargetInputSchema = z.object({
  id: idSchema,
  name: nameSchema.optional(),
  settings: scanSettingsSchema.optional(),
  /** Null: no more scans by themselves. */
  schedule: scanScheduleSchema.nullable().optional(),
});
export type ScansUpdateTargetInput = z.infer<typeof scansUpdateTargetInputSchema>;
export const scanTargetRefSchema = z.object({ id: idSchema });
/** Headers that scans send as one user of the target, such as a test account's `Authorization` or `Cookie`. */
export const scansAddCredentialInputSchema = z.object({
  targetId: idSchema,
  name: nameSchema,
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/, "a header's name"),
      z
        .string()
        .min(1)
        .max(8_192)
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "a header's value is one line"),
    )
    .refine((headers) => Object.keys(headers).length >= 1 && Object.keys(headers).length <= 20, "1 to 20 headers"),
});
export type ScansAddCredentialInput = z.infer<typeof scansAddCredentialInputSchema>;
export const scanCredentialRefSchema = z.object({ id: idSchema });

export const scansStartInputSchema = z.object({
  targetId: idSchema,
  /** The target's own when absent. */
  profile: scanProfileSchema.optional(),
});
export type ScansStartInput = z.infer<typeof scansStartInputSchema>;
/** For pipelines, with an API key that may write: scans what was just deployed. One of `targetId` and `origin`. */
export const scansDeployInputSchema = z
  .object({
    targetId: idSchema.optional(),
    origin: z
      .url({ protocol: /^https?$/ })
      .max(512)
      .optional(),
    /** What was deployed, such as a version or commit. */
    build: z.string().trim().min(1).max(120),
    profile: scanProfileSchema.optional(),
  })
  .refine((input) => (input.targetId === undefined) !== (input.origin === undefined), {
    message: "give either `targetId` or `origin`",
    path: ["targetId"],
  });
export type ScansDeployInput = z.infer<typeof scansDeployInputSchema>;

export const UPLOAD_MAX_FILES = 200;
/** Of all files together, as they are sent. */
export const UPLOAD_MAX_BYTES = 8_000_000;
/** Lock files, SBOMs and other text of a code base; scanned at once, kept (encrypted) for scans on a schedule. */
export const scansUploadInputSchema = z.object({
  /** The code base, such as `shop-api`; a scan target of kind `files` is made when there is none of this name. */
  name: nameSchema,
  build: z.string().trim().min(1).max(120).optional(),
  files: z
    .array(
      z.object({
        path: z
          .string()
          .min(1)
          .max(500)
          .refine(
            (path) => !path.startsWith("/") && !path.split(/[/\\]/).includes(".."),
            "a path inside the code base",
          ),
        text: z.string().max(UPLOAD_MAX_BYTES),
      }),
    )
    .min(1)
    .max(UPLOAD_MAX_FILES)
    .refine((files) => files.reduce((sum, file) => sum + file.text.length, 0) <= UPLOAD_MAX_BYTES, {
      message: `all files together have more than ${UPLOAD_MAX_BYTES} characters`,
    }),
});
export type ScansUploadInput = z.infer<typeof scansUploadInputSchema>;

export const scanRefSchema = z.object({ scanId: idSchema });
/** `done`, perhaps with checks that were not assessed; `error`: it could not run at all. */
export const scanStateSchema = z.enum(["queued", "running", "done", "cancelled", "error"]);
export type ScanState = z.infer<typeof scanStateSchema>;
export const scansListInputSchema = z.object({
  targetId: idSchema.optional(),
  /** All when empty. */
  states: z.array(scanStateSchema).max(5).default([]),
  cursor: z.string().max(512).optional(),
  limit: limitSchema.default(50),
});
export type ScansListInput = z.infer<typeof scansListInputSchema>;
export const scansExportInputSchema = z.object({ scanId: idSchema, format: exportFormatSchema });

const daysSchema = z.number().int().min(1).max(3650);
/** Of the whole project. */
export const securitySettingsSchema = z.object({
  /** Days from when it was found to when a finding is due; null for never. */
  dueDays: z.object({
    critical: daysSchema.nullable(),
    high: daysSchema.nullable(),
    medium: daysSchema.nullable(),
    low: daysSchema.nullable(),
    info: daysSchema.nullable(),
  }),
  /** Finished scans older than this are removed; findings and their history stay, and so does the last scan of a target. */
  keepScansDays: daysSchema,
});
export type SecuritySettings = z.infer<typeof securitySettingsSchema>;
export const DEFAULT_SECURITY_SETTINGS: SecuritySettings = {
  dueDays: { critical: 7, high: 30, medium: 90, low: 180, info: null },
  keepScansDays: 365,
};

/** What a scan changed, counted by finding; `notAssessed` and `suppressed` were left as they were. */
export interface ScanChanges {
  new: number;
  reopened: number;
  fixed: number;
  unchanged: number;
  notAssessed: number;
  suppressed: number;
}

export interface ScanItem {
  id: string;
  targetId: string;
  targetName: string;
  kind: "web" | "files";
  profile: z.infer<typeof scanProfileSchema>;
  trigger: "manual" | "schedule" | "deploy" | "upload";
  build: string | null;
  state: ScanState;
  startedBy: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** How far, 0 to 1; null before it began. */
  progress: number | null;
  requests: number;
  /** What it may cost at most; null of kind `files`, and no requests there. */
  limits: ScanLimits | null;
  /** Why it ended before all checks were made: its budget of time or requests; null when all were. */
  stopped: "time" | "requests" | "cancelled" | null;
  /** One sentence: what came of it, or why it could not run. */
  message: string | null;
  /** Null until it ended. */
  changes: ScanChanges | null;
  /** Open findings of the target after it. */
  open: SeverityCounts | null;
  score: number | null;
  grade: Grade | null;
}
export interface ScanPage {
  items: ScanItem[];
  nextCursor: string | null;
}
export interface ScanCheckItem {
  checkId: string;
  title: string;
  group: CheckGroup;
  /** `waiting` and `running` while the scan goes on. */
  outcome: CheckOutcome | "waiting" | "running";
  /** Why it was not assessed or does not apply. */
  reason: string | null;
  faults: number;
  durationMs: number | null;
  requests: number | null;
}
export interface ScanDetail extends ScanItem {
  /** In the order they are made. */
  checks: ScanCheckItem[];
  /** Of an ended scan: what it saw, by what changed (new ones first), then by severity; 500 at most (`findings.list` with `scanId` has all). */
  findings: { change: ScanChange; finding: FindingItem }[];
}
