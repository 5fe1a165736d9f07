import { z } from "zod";
import { idSchema, instantSchema, limitSchema } from "./common.ts";
import {
  type CheckGroup,
  type CheckInfo,
  type Evidence,
  type FoundFault,
  SEVERITIES,
  type Severity,
} from "./security.ts";

export const severitySchema = z.enum(SEVERITIES);
/**
 * `open`: seen, and to be seen to. `fixed`: looked for again and not there. `accepted` and `false-positive`: somebody said so,
 * with a reason, until a day; then it is open again. One that was fixed and came back is `open`, with `reopenedAt`.
 */
export const findingStateSchema = z.enum(["open", "accepted", "false-positive", "fixed"]);
export type FindingState = z.infer<typeof findingStateSchema>;
export const suppressionKindSchema = z.enum(["accepted", "false-positive"]);
export type SuppressionKind = z.infer<typeof suppressionKindSchema>;

/** What a scan changed about a finding; `not-assessed` and `suppressed` ones were left as they were. */
export const scanChangeSchema = z.enum(["new", "reopened", "fixed", "unchanged", "not-assessed", "suppressed"]);
export type ScanChange = z.infer<typeof scanChangeSchema>;

const findingFilterShape = {
  /** Id of a scan target; all of the project when absent. */
  targetId: idSchema.optional(),
  /** All states when empty. */
  states: z.array(findingStateSchema).max(4).default(["open"]),
  /** All severities when empty. */
  severities: z.array(severitySchema).max(5).default([]),
  checkId: z.string().min(1).max(120).optional(),
  owner: z.string().min(1).max(120).optional(),
  /** Only open ones whose due date is over. */
  overdue: z.boolean().default(false),
  /** Only what this scan saw, and with `change` only where it says so. */
  scanId: idSchema.optional(),
  change: scanChangeSchema.optional(),
  /** Part of the title or of the place. */
  text: z.string().trim().max(200).default(""),
};
export const findingsListInputSchema = z.object({
  ...findingFilterShape,
  cursor: z.string().max(512).optional(),
  limit: limitSchema.default(50),
});
export type FindingsListInput = z.infer<typeof findingsListInputSchema>;
export const findingRefSchema = z.object({ id: idSchema });
export const findingsSuppressInputSchema = z.object({
  ids: z.array(idSchema).min(1).max(100),
  kind: suppressionKindSchema,
  reason: z.string().trim().min(3).max(2000),
  /** When it is open again; within two years. */
  expiresAt: instantSchema,
});
export type FindingsSuppressInput = z.infer<typeof findingsSuppressInputSchema>;
export const findingsReopenInputSchema = z.object({ id: idSchema, reason: z.string().trim().min(3).max(2000) });
export const findingsSetOwnerInputSchema = z.object({
  ids: z.array(idSchema).min(1).max(100),
  /** A person or a team; null for nobody. */
  owner: z.string().trim().min(1).max(120).nullable(),
});
export const findingsSetDueInputSchema = z.object({
  id: idSchema,
  /** Null: as the project's settings say for its severity. */
  dueAt: instantSchema.nullable(),
});
export const findingsCommentInputSchema = z.object({ id: idSchema, text: z.string().trim().min(1).max(10_000) });
export const exportFormatSchema = z.enum(["sarif", "vex", "junit"]);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
export const findingsExportInputSchema = z.object({
  ...findingFilterShape,
  targetId: idSchema,
  format: exportFormatSchema,
});
export type FindingsExportInput = z.infer<typeof findingsExportInputSchema>;
/** What a gate asks: of one scan target, by id or origin, or of the whole project. */
export const findingsSummaryInputSchema = z.object({
  targetId: idSchema.optional(),
  origin: z
    .url({ protocol: /^https?$/ })
    .max(512)
    .optional(),
});
export type FindingsSummaryInput = z.infer<typeof findingsSummaryInputSchema>;

export type SeverityCounts = Record<Severity, number>;

export interface Suppression {
  kind: SuppressionKind;
  reason: string;
  by: string;
  at: string;
  expiresAt: string;
}
export interface FindingItem {
  id: string;
  /** 64 hexadecimal digits, the same for the same fault at the same place for ever. */
  fingerprint: string;
  targetId: string;
  targetName: string;
  checkId: string;
  checkTitle: string;
  group: CheckGroup;
  severity: Severity;
  title: string;
  place: FoundFault["place"];
  /** The place in one line, such as `GET /login` or `pkg:npm/left-pad@1.0.0`. */
  placeText: string;
  state: FindingState;
  owner: string | null;
  /** Null where nothing is due: fixed, suppressed, or its severity has no due date. */
  dueAt: string | null;
  isOverdue: boolean;
  firstSeenAt: string;
  lastSeenAt: string;
  fixedAt: string | null;
  reopenedAt: string | null;
  /** In force now. */
  suppression: Suppression | null;
}
export interface FindingPage {
  items: FindingItem[];
  nextCursor: string | null;
  /** How many meet the other filters, by state and by severity: each counted without its own filter. */
  counts: { states: Record<FindingState, number>; severities: SeverityCounts };
}
/** `owned`, `due`: the owner or due date was changed; `expired`: a suppression ended by itself; `rated`: the severity changed. */
export type FindingEventKind =
  | "found"
  | "fixed"
  | "reopened"
  | "accepted"
  | "false-positive"
  | "expired"
  | "unsuppressed"
  | "owned"
  | "due"
  | "rated";
export interface FindingEvent {
  id: string;
  at: string;
  kind: FindingEventKind;
  /** Name of the person or key; null for Plimsoll itself. */
  actor: string | null;
  /** The scan that saw it. */
  scanId: string | null;
  /** What a reader wants to know: the reason, the new owner, `high → critical`. */
  text: string | null;
}
/** Whom findings may be given to: people of the instance and owners that are named already. */
export interface FindingOwners {
  items: string[];
}
export interface FindingComment {
  id: string;
  at: string;
  actor: string;
  text: string;
}
export interface FindingDetail extends FindingItem {
  detail: string;
  evidence: Evidence[];
  /** What the check is about and how to fix it; null when this version has no such check any more. */
  check: CheckInfo | null;
  lastScanId: string | null;
  /** Newest first, the last 200. */
  events: FindingEvent[];
  /** Oldest first, the last 500. */
  comments: FindingComment[];
  /** True when the due date was set by hand. */
  isDueSet: boolean;
}
/** A file to save: text in its format. */
export interface ExportedFile {
  fileName: string;
  contentType: string;
  content: string;
}

export interface FindingsSummary {
  /** Open ones. */
  open: SeverityCounts;
  overdue: SeverityCounts;
  /** Open ones that the last scan of each target found or saw come back. */
  new: SeverityCounts;
  suppressed: number;
  /** Suppressions that end within 14 days. */
  expiring: number;
  /** Of each scan target, what its last finished scan says; a gate wants to know how old that is. */
  targets: {
    id: string;
    name: string;
    origin: string | null;
    grade: Grade | null;
    score: number | null;
    lastScanId: string | null;
    lastScanAt: string | null;
    build: string | null;
    /** Checks that the last scan could not make. */
    notAssessed: number;
    open: SeverityCounts;
  }[];
}
export type Grade = "A" | "B" | "C" | "D" | "F";
