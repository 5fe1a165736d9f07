import type { LoadCheck, LoadExtract, LoadMode } from "@plimsoll/core";

/** A number field: empty while nothing is typed. */
export type Typed = number | "";

/** Name and value, in the order in which they were written; keeps its id while it is changed and moved. */
export interface Row {
  id: number;
  name: string;
  value: string;
}

/** A stage of rate or of users. Durations are text here, such as `2 min`. */
export interface StageDraft {
  id: number;
  duration: string;
  /** A straight line from `from` to `to`; else `to` all the while. */
  ramp: boolean;
  from: Typed;
  to: Typed;
}

export interface CapacityDraft {
  startRate: Typed;
  maxRate: Typed;
  warmup: string;
  step: string;
  hold: string;
  /** Per cent. */
  precision: Typed;
  maxSteps: Typed;
}

/** Every mode keeps what was typed into it, so that looking at another loses nothing. */
export interface LoadDraft {
  mode: LoadMode;
  rates: StageDraft[];
  users: StageDraft[];
  capacity: CapacityDraft;
  maxInFlight: Typed;
}

export interface BodyDraft {
  type: "none" | "json" | "text" | "form";
  json: string;
  text: string;
  fields: Row[];
}

export interface ExtractDraft {
  id: number;
  as: string;
  from: LoadExtract["from"];
  expression: string;
  fallback: string | null;
}

/** All kinds of check in one shape: `subject` is a path or header where there is one, `value` what is expected. */
export interface CheckDraft {
  id: number;
  type: LoadCheck["type"];
  subject: string;
  value: string;
}

export interface RequestDraft {
  id: number;
  type: "request";
  name: string;
  method: string;
  url: string;
  headers: Row[];
  body: BodyDraft;
  /** Milliseconds; empty for the script's own. */
  timeoutMs: Typed;
  extract: ExtractDraft[];
  checks: CheckDraft[];
}
export interface ThinkDraft {
  id: number;
  type: "think";
  min: string;
  max: string;
}
export interface GroupDraft {
  id: number;
  type: "group";
  name: string;
  steps: StepDraft[];
}
export type StepDraft = RequestDraft | ThinkDraft | GroupDraft;

export interface ScenarioDraft {
  id: number;
  name: string;
  weight: Typed;
  steps: StepDraft[];
}

export interface DataDraft {
  id: number;
  name: string;
  format: "csv" | "json";
  text: string;
  pick: "sequential" | "random";
}

export interface HttpDraft {
  version: "1.1" | "2";
  keepAlive: boolean;
  timeoutMs: Typed;
  maxBodyBytes: Typed;
  verifyTls: boolean;
  dns: "once" | "connection";
  maxRedirects: Typed;
}

/** A script as it stands in the form, half typed or not. Its lists are as long as the script's, item for item. */
export interface ScriptDraft {
  baseUrl: string;
  load: LoadDraft;
  scenarios: ScenarioDraft[];
  thresholds: { id: number; text: string }[];
  variables: Row[];
  data: DataDraft[];
  http: HttpDraft;
  /** Per cent of requests that are traced. */
  tracingShare: Typed;
  baseline: { duration: string; rate: Typed };
}

let lastId = 0;
/** An id for a row of the form: tells rows apart on this page, nothing more. */
export function nextId(): number {
  lastId += 1;
  return lastId;
}

/** An empty row of name and value. */
export function emptyRow(): Row {
  return { id: nextId(), name: "", value: "" };
}

/** A stage that holds a level. */
export function holdStage(to: Typed, duration: string): StageDraft {
  return { id: nextId(), duration, ramp: false, from: "", to };
}

/** A request without anything but a method. */
export function emptyRequest(): RequestDraft {
  return {
    id: nextId(),
    type: "request",
    name: "",
    method: "GET",
    url: "",
    headers: [],
    body: { type: "none", json: "{\n  \n}", text: "", fields: [] },
    timeoutMs: "",
    extract: [],
    checks: [],
  };
}

export const EMPTY_CAPACITY: CapacityDraft = {
  startRate: 10,
  maxRate: 1000,
  warmup: "2 s",
  step: "8 s",
  hold: "20 s",
  precision: 3,
  maxSteps: 12,
};

/** What a new test begins with: 20 requests a second for a minute, watched by two thresholds. */
export function emptyScript(): ScriptDraft {
  return {
    baseUrl: "",
    load: {
      mode: "open",
      rates: [holdStage(20, "1 min")],
      users: [holdStage(10, "1 min")],
      capacity: EMPTY_CAPACITY,
      maxInFlight: 10_000,
    },
    scenarios: [{ id: nextId(), name: "main", weight: 1, steps: [{ ...emptyRequest(), url: "/" }] }],
    thresholds: [
      { id: nextId(), text: "p95 < 250ms" },
      { id: nextId(), text: "errors < 1%" },
    ],
    variables: [],
    data: [],
    http: {
      version: "1.1",
      keepAlive: true,
      timeoutMs: 30_000,
      maxBodyBytes: 10_000_000,
      verifyTls: true,
      dns: "once",
      maxRedirects: 0,
    },
    tracingShare: 5,
    baseline: { duration: "5 s", rate: 5 },
  };
}
