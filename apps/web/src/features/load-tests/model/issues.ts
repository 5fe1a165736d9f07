import { type LoadScript, loadScriptSchema, parseLoadThreshold } from "@plimsoll/core";
import { hasRelativeUrl } from "./script-urls.ts";

export type Path = readonly (string | number)[];

/** Something in a script that is not right, and where. */
export interface Issue {
  /** See `pathKey`. */
  path: string;
  message: string;
  /** True when there is nothing there yet: no reason to shout at somebody who has not come so far. */
  missing: boolean;
}

/** A place in a script as one text: `scenarios.0.steps.1.url`. */
export function pathKey(path: Path): string {
  return path.join(".");
}

/** What zod says of a value that does not fit; the parts that are read here. */
interface SchemaIssue {
  code?: string | undefined;
  path: readonly PropertyKey[];
  message: string;
  origin?: string;
  format?: string;
  expected?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  inclusive?: boolean;
  input?: unknown;
  errors?: readonly (readonly SchemaIssue[])[];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

/** How much of the value a branch of a union understood: one that knows its `type` is what the writer meant. */
function misfit(branch: readonly SchemaIssue[]): number {
  return branch.some((issue) => issue.path.at(-1) === "type" || issue.code === "invalid_union") ? 1 : 0;
}

/** Issues of the branch that the writer meant, with whole paths. */
function flatten(issue: SchemaIssue, above: readonly PropertyKey[] = []): SchemaIssue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union" || !issue.errors || issue.errors.length === 0) return [{ ...issue, path }];
  const [best = []] = issue.errors.toSorted((a, b) => misfit(a) - misfit(b) || a.length - b.length);
  return best.flatMap((inner) => flatten(inner, path));
}

const count = (value: number | bigint) => value.toLocaleString("en-US");

function tooSmall(issue: SchemaIssue): string {
  const least = count(issue.minimum ?? 0);
  if (issue.origin === "string") return "Needed";
  if (issue.origin === "array") return `At least ${least} needed`;
  return issue.inclusive === false ? `More than ${least}` : `At least ${least}`;
}

function tooBig(issue: SchemaIssue): string {
  const most = count(issue.maximum ?? 0);
  if (issue.origin === "string") return `${most} characters at most`;
  if (issue.origin === "array") return `${most} at most`;
  return `${most} at most`;
}

/** A schema's complaint as a person would say it. */
function wordsFor(issue: SchemaIssue, missing: boolean): string {
  if (missing) return "Needed";
  if (issue.code === "too_small") return tooSmall(issue);
  if (issue.code === "too_big") return tooBig(issue);
  if (issue.code === "invalid_format" && issue.format === "url")
    return "An address with its scheme, such as https://shop.example.com";
  if (issue.code === "invalid_format" && issue.path.at(-1) === "is") return "A status such as 200, 2xx or 200-299";
  if (issue.code === "invalid_type" && issue.expected === "int") return "A whole number";
  if (issue.code === "invalid_type" && issue.expected === "number") return "A number";
  return issue.message.charAt(0).toUpperCase() + issue.message.slice(1);
}

export type CheckedScript =
  | { ok: true; script: LoadScript; issues: readonly Issue[] }
  | { ok: false; script: null; issues: readonly Issue[] };

/** What the reader of thresholds objects to; the text itself stands right above its words. */
export function thresholdError(text: string): string | null {
  try {
    parseLoadThreshold(text);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const words = why.replace(/^The threshold ".*?" cannot be read: /s, "").replaceAll("`", "");
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
}

function thresholdIssues(thresholds: unknown): Issue[] {
  if (!Array.isArray(thresholds)) return [];
  return thresholds.flatMap((text: unknown, index) => {
    const message = typeof text === "string" && text.trim() !== "" ? thresholdError(text) : null;
    return message === null ? [] : [{ path: pathKey(["thresholds", index]), message, missing: false }];
  });
}

/** What makes a script that is well formed impossible to run. */
function runIssues({ baseUrl, load, scenarios, thresholds }: LoadScript): Issue[] {
  const issues: Issue[] = [];
  if (baseUrl === undefined && hasRelativeUrl(scenarios))
    issues.push({ path: "baseUrl", message: "Needed: requests name a path without a host", missing: true });
  if (load.mode === "capacity" && thresholds.length === 0)
    issues.push({
      path: "thresholds",
      message: "A capacity search needs at least one to hold rates against",
      missing: true,
    });
  return issues;
}

/**
 * Judges a script. Each issue stands at its path, in words for people; of several at one path the first counts, and
 * those that are `known` already come before the schema's.
 */
export function checkScript(script: unknown, known: readonly Issue[] = []): CheckedScript {
  const parsed = loadScriptSchema.safeParse(script);
  const complaints = parsed.success ? [] : parsed.error.issues.flatMap((issue) => flatten(issue as SchemaIssue));
  const found = complaints.map((issue): Issue => {
    const value = valueAt(script, issue.path);
    const missing = value === undefined || value === "";
    return { path: pathKey(issue.path.map((part) => String(part))), message: wordsFor(issue, missing), missing };
  });
  const byPath = new Map<string, Issue>();
  const run = parsed.success ? runIssues(parsed.data) : [];
  for (const issue of [...known, ...thresholdIssues(valueAt(script, ["thresholds"])), ...found, ...run])
    if (!byPath.has(issue.path)) byPath.set(issue.path, issue);
  const issues = [...byPath.values()];
  if (parsed.success && issues.length === 0) return { ok: true, script: parsed.data, issues };
  return { ok: false, script: null, issues };
}
