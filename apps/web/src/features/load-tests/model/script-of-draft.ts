import type {
  BodyDraft,
  CheckDraft,
  ExtractDraft,
  LoadDraft,
  Row,
  ScriptDraft,
  StageDraft,
  StepDraft,
  Typed,
} from "./draft.ts";
import { parseDurationText } from "./duration-text.ts";
import { type Issue, pathKey, type Path } from "./issues.ts";

/** A script as far as the form has it: what is missing is left out, so that the schema says so. */
export interface WrittenScript {
  script: { load: unknown; scenarios: unknown[]; [key: string]: unknown };
  /** What the form knows to be wrong in words of its own. */
  issues: Issue[];
}

const numberOr = (value: Typed) => (value === "" ? undefined : value);
const textOr = (value: string) => (value.trim() === "" ? undefined : value);

/** Collects what is wrong while the script is put together. */
class Writer {
  readonly issues: Issue[] = [];

  problem(path: Path, message: string): undefined {
    this.issues.push({ path: pathKey(path), message, missing: false });
    return undefined;
  }

  duration(text: string, path: Path): number | undefined {
    if (text.trim() === "") return undefined;
    return parseDurationText(text) ?? this.problem(path, "A time, such as 2 min");
  }

  json(text: string, path: Path): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      return this.problem(path, `This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  rows(rows: readonly Row[], path: Path): Record<string, string> {
    const record: Record<string, string> = {};
    for (const [index, row] of rows.entries()) {
      const name = row.name.trim();
      if (name === "" && row.value === "") continue;
      if (name === "") this.problem([...path, index], "A name is needed");
      else if (Object.hasOwn(record, name)) this.problem([...path, index], `${name} is there twice`);
      else record[name] = row.value;
    }
    return record;
  }
}

function writeStage(writer: Writer, stage: StageDraft, path: Path, [level, start]: [string, string]) {
  return {
    durationMs: writer.duration(stage.duration, [...path, "durationMs"]),
    [level]: numberOr(stage.to),
    ...(stage.ramp && { [start]: numberOr(stage.from) ?? 0 }),
  };
}

function writeLoad(writer: Writer, load: LoadDraft) {
  const path: Path = ["load"];
  const inFlight = { maxInFlight: numberOr(load.maxInFlight) };
  if (load.mode === "open") {
    const stages = load.rates.map((stage, index) =>
      writeStage(writer, stage, [...path, "stages", index], ["rate", "startRate"]),
    );
    return { mode: load.mode, stages, ...inFlight };
  }
  if (load.mode === "closed") {
    const stages = load.users.map((stage, index) =>
      writeStage(writer, stage, [...path, "stages", index], ["users", "startUsers"]),
    );
    return { mode: load.mode, stages };
  }
  const { capacity } = load;
  return {
    mode: load.mode,
    startRate: numberOr(capacity.startRate),
    maxRate: numberOr(capacity.maxRate),
    warmupMs: writer.duration(capacity.warmup, [...path, "warmupMs"]),
    stepMs: writer.duration(capacity.step, [...path, "stepMs"]),
    holdMs: writer.duration(capacity.hold, [...path, "holdMs"]),
    precision: capacity.precision === "" ? undefined : capacity.precision / 100,
    maxSteps: numberOr(capacity.maxSteps),
    ...inFlight,
  };
}

function writeBody(writer: Writer, body: BodyDraft, path: Path) {
  if (body.type === "none") return {};
  if (body.type === "text") return { body: { type: "text", text: body.text } };
  if (body.type === "form")
    return { body: { type: "form", fields: writer.rows(body.fields, [...path, "body", "fields"]) } };
  return { body: { type: "json", json: writer.json(body.json, [...path, "body", "json"]) } };
}

function writeExtract({ as, from, expression, fallback }: ExtractDraft) {
  return {
    as: as.trim(),
    from,
    ...(from !== "status" && { expression }),
    ...(fallback !== null && { fallback }),
  };
}

function writeCheck(writer: Writer, { type, subject, value }: CheckDraft, path: Path) {
  switch (type) {
    case "status":
      return { type, is: value };
    case "body":
      return { type, contains: value };
    case "matches":
      return { type, pattern: value };
    case "json":
      return { type, path: subject, equals: writer.json(value, [...path, "equals"]) };
    case "header":
      return { type, name: subject, contains: value };
    case "latency":
      return { type, maxMs: value.trim() === "" ? undefined : Number(value) };
  }
}

function writeStep(writer: Writer, step: StepDraft, path: Path): unknown {
  if (step.type === "group") {
    const steps = step.steps.map((inner, index) => writeStep(writer, inner, [...path, "steps", index]));
    return { type: "group", name: step.name, steps };
  }
  if (step.type === "think") {
    const minMs = writer.duration(step.min, [...path, "minMs"]);
    const maxMs = step.max.trim() === "" ? minMs : writer.duration(step.max, [...path, "maxMs"]);
    if (minMs !== undefined && maxMs !== undefined && maxMs < minMs)
      writer.problem([...path, "maxMs"], "Not shorter than the shortest pause");
    return { type: "think", minMs, maxMs };
  }
  const { headers, extract, checks } = step;
  return {
    type: "request",
    ...(textOr(step.name) && { name: step.name.trim() }),
    method: step.method,
    url: step.url.trim(),
    ...(headers.length > 0 && { headers: writer.rows(headers, [...path, "headers"]) }),
    ...writeBody(writer, step.body, path),
    ...(step.timeoutMs !== "" && { timeoutMs: step.timeoutMs }),
    ...(extract.length > 0 && { extract: extract.map(writeExtract) }),
    ...(checks.length > 0 && {
      checks: checks.map((check, index) => writeCheck(writer, check, [...path, "checks", index])),
    }),
  };
}

/** What the form says, as a script to be validated. Paths of issues are the script's, item for item. */
export function scriptOfDraft(draft: ScriptDraft): WrittenScript {
  const writer = new Writer();
  const { data, http } = draft;
  const script = {
    ...(textOr(draft.baseUrl) && { baseUrl: draft.baseUrl.trim() }),
    load: writeLoad(writer, draft.load),
    scenarios: draft.scenarios.map(({ name, weight, steps }, index) => ({
      name,
      weight: numberOr(weight),
      steps: steps.map((step, at) => writeStep(writer, step, ["scenarios", index, "steps", at])),
    })),
    thresholds: draft.thresholds.map(({ text }) => text.trim()),
    ...(draft.variables.length > 0 && { variables: writer.rows(draft.variables, ["variables"]) }),
    ...(data.length > 0 && { data: data.map(({ name, format, text, pick }) => ({ name, format, text, pick })) }),
    http: {
      ...http,
      timeoutMs: numberOr(http.timeoutMs),
      maxBodyBytes: numberOr(http.maxBodyBytes),
      maxRedirects: numberOr(http.maxRedirects),
    },
    tracing: { share: draft.tracingShare === "" ? undefined : draft.tracingShare / 100 },
    baseline: {
      durationMs: writer.duration(draft.baseline.duration, ["baseline", "durationMs"]),
      rate: numberOr(draft.baseline.rate),
    },
  };
  return { script, issues: writer.issues };
}
