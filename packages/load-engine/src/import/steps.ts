import { AppError, type LoadBody, type LoadScenario, type LoadScriptInput } from "@plimsoll/core";
import { escapeTemplate } from "../script/parse-template.ts";

type ScenarioInput = LoadScriptInput["scenarios"][number];
export type StepInput = ScenarioInput["steps"][number];
export type RequestInput = Extract<StepInput, { type: "request" }>;

/** A script without its load, and what people should know. */
export type Imported = Pick<LoadScriptInput, "scenarios"> &
  Partial<Pick<LoadScriptInput, "baseUrl" | "http" | "variables">> & { notes: Notes };

/** Notes for people; what happened often is said once, with how often. */
export class Notes {
  readonly #counts = new Map<string, number>();

  add(note: string): void {
    this.#counts.set(note, (this.#counts.get(note) ?? 0) + 1);
  }

  get list(): string[] {
    return [...this.#counts]
      .map(([note, count]) => (count === 1 ? note : `${note} (${count} times)`))
      .slice(0, MOST_NOTES);
  }
}

const MOST_NOTES = 50;
/** As the contract allows a scenario, a text, a header. */
const MOST_STEPS = 100;
export const LONGEST_TEXT = 65_536;

export function refuse(message: string): never {
  throw new AppError("BAD_REQUEST", message);
}

/** A scenario of as many steps as one may have. */
export function scenarioOf(name: string, steps: StepInput[], notes: Notes): ScenarioInput {
  if (steps.length > MOST_STEPS) notes.add(`Only the first ${MOST_STEPS} of ${steps.length} steps were taken over.`);
  return { name: name.slice(0, 120) || "Imported", steps: steps.slice(0, MOST_STEPS) } satisfies Pick<
    LoadScenario,
    "name"
  > &
    ScenarioInput;
}

/** Set by the generator, by the cookie jar, or only of meaning to a browser. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "cookie",
  "dnt",
  "expect",
  "host",
  "if-modified-since",
  "if-none-match",
  "keep-alive",
  "pragma",
  "priority",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "upgrade-insecure-requests",
]);
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]{1,256}$/;

/** Whether a recorded header is one that a test sends itself. */
export function isKeptHeader(name: string): boolean {
  return NAME.test(name) && !LEFT_OUT.has(name) && !name.startsWith("sec-");
}

/** Text of a body as a body: as JSON where nothing is lost by that, as a form, or as it is. */
export function bodyOf(text: string, contentType: string): LoadBody {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) {
    const json = readJson(text);
    if (json !== undefined) return { type: "json", json: escapeJson(json) } as LoadBody;
  }
  if (type === "application/x-www-form-urlencoded") {
    const fields = [...new URLSearchParams(text)];
    const isPlain =
      new Set(fields.map(([name]) => name)).size === fields.length && fields.every(([name]) => name !== "__proto__");
    if (isPlain && text.split("&").every((part) => part.includes("="))) {
      return { type: "form", fields: Object.fromEntries(fields.map(([name, value]) => [name, escapeTemplate(value)])) };
    }
  }
  return { type: "text", text: escapeTemplate(text) };
}

/** Undefined for what is no JSON, or would not come out the same: long numbers, keys that stand twice. */
function readJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    const isSame = JSON.stringify(json).replace(/\s/g, "") === text.replace(/\s/g, "");
    return isSame && depthOf(json) < 64 ? json : undefined;
  } catch {
    return undefined;
  }
}

function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== "object" || value === null || depth > 64) return depth;
  return Math.max(depth, ...Object.values(value).map((inner) => depthOf(inner, depth + 1)));
}

function escapeJson(value: unknown): unknown {
  if (typeof value === "string") return escapeTemplate(value);
  if (Array.isArray(value)) return value.map(escapeJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeJson(inner)]));
}

/** `GET /orders/:id`: numbers and ids in a path are one step, not thousands. */
export function nameOf(method: string, pathname: string): string {
  const path = pathname
    .split("/")
    .map((part) => (IS_ID.test(part) ? ":id" : part))
    .join("/");
  return `${method} ${path}`.slice(0, 120);
}

const IS_ID = /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i;
