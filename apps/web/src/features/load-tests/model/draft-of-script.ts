import type { LoadBody, LoadCheck, LoadExtract, LoadModel, LoadScript, LoadStep } from "@plimsoll/core";
import {
  type BodyDraft,
  type CheckDraft,
  emptyRequest,
  emptyScript,
  type ExtractDraft,
  type LoadDraft,
  nextId,
  type Row,
  type ScriptDraft,
  type StageDraft,
  type StepDraft,
} from "./draft.ts";
import { durationText } from "./duration-text.ts";

/** A share as per cent without the dust of floating point: 0.07 is 7. */
const percentOf = (share: number) => Number((share * 100).toPrecision(10));

function rowsOf(record: Record<string, string>): Row[] {
  return Object.entries(record).map(([name, value]) => ({ id: nextId(), name, value }));
}

function stageOf(durationMs: number, to: number, from: number | undefined): StageDraft {
  return {
    id: nextId(),
    duration: durationText(durationMs),
    ramp: from !== undefined && from !== to,
    from: from ?? "",
    to,
  };
}

function loadOf(load: LoadModel): LoadDraft {
  const empty = emptyScript().load;
  if (load.mode === "closed") {
    const users = load.stages.map((stage) => stageOf(stage.durationMs, stage.users, stage.startUsers));
    return { ...empty, mode: "closed", users };
  }
  if (load.mode === "open") {
    const rates = load.stages.map((stage) => stageOf(stage.durationMs, stage.rate, stage.startRate));
    return { ...empty, mode: "open", rates, maxInFlight: load.maxInFlight };
  }
  return {
    ...empty,
    mode: "capacity",
    maxInFlight: load.maxInFlight,
    capacity: {
      startRate: load.startRate,
      maxRate: load.maxRate,
      warmup: durationText(load.warmupMs),
      step: durationText(load.stepMs),
      hold: durationText(load.holdMs),
      precision: percentOf(load.precision),
      maxSteps: load.maxSteps,
    },
  };
}

function bodyOf(body: LoadBody | undefined): BodyDraft {
  const empty = emptyRequest().body;
  if (!body) return empty;
  if (body.type === "text") return { ...empty, type: "text", text: body.text };
  if (body.type === "form") return { ...empty, type: "form", fields: rowsOf(body.fields) };
  return { ...empty, type: "json", json: JSON.stringify(body.json, null, 2) };
}

function extractOf(extract: LoadExtract): ExtractDraft {
  const { as, from, expression, fallback } = extract;
  return { id: nextId(), as, from, expression, fallback: fallback ?? null };
}

function checkOf(check: LoadCheck): CheckDraft {
  const draft = (subject: string, value: string): CheckDraft => ({ id: nextId(), type: check.type, subject, value });
  switch (check.type) {
    case "status":
      return draft("", check.is);
    case "body":
      return draft("", check.contains);
    case "matches":
      return draft("", check.pattern);
    case "json":
      return draft(check.path, JSON.stringify(check.equals));
    case "header":
      return draft(check.name, check.contains);
    case "latency":
      return draft("", String(check.maxMs));
  }
}

function stepOf(step: LoadStep): StepDraft {
  if (step.type === "group")
    return { id: nextId(), type: "group", name: step.name, steps: step.steps.map((inner) => stepOf(inner)) };
  if (step.type === "think")
    return { id: nextId(), type: "think", min: durationText(step.minMs), max: durationText(step.maxMs) };
  return {
    id: nextId(),
    type: "request",
    name: step.name ?? "",
    method: step.method,
    url: step.url,
    headers: rowsOf(step.headers),
    body: bodyOf(step.body),
    timeoutMs: step.timeoutMs ?? "",
    extract: step.extract.map(extractOf),
    checks: step.checks.map(checkOf),
  };
}

/** A script in the form. */
export function draftOfScript(script: LoadScript): ScriptDraft {
  return {
    baseUrl: script.baseUrl ?? "",
    load: loadOf(script.load),
    scenarios: script.scenarios.map(({ name, weight, steps }) => ({
      id: nextId(),
      name,
      weight,
      steps: steps.map(stepOf),
    })),
    thresholds: script.thresholds.map((text) => ({ id: nextId(), text })),
    variables: rowsOf(script.variables),
    data: script.data.map((set) => ({ id: nextId(), ...set })),
    http: { ...script.http },
    tracingShare: percentOf(script.tracing.share),
    baseline: { duration: durationText(script.baseline.durationMs), rate: script.baseline.rate },
  };
}
