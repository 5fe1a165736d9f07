import { parseTraceQuery, type SpanFilter } from "@plimsoll/core";
import { STATUS_ERROR, type TraceModel } from "./trace-model.ts";

const STATUSES = ["unset", "ok", "error"];
const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/**
 * Finds spans inside a trace, in the order of the tree. Text is looked for in service, operation and span id, without
 * regard to case; terms of the query language (`service:cart duration>5ms status:error`) filter instead.
 */
export function searchTrace(model: TraceModel, text: string): Int32Array {
  const wanted = text.trim();
  if (wanted === "") return new Int32Array(0);
  const parsed = /[:=<>]/.test(wanted) ? parseTraceQuery(wanted) : null;
  const usable = parsed?.ok && !parsed.filter.attributes && !parsed.filter.traceId;
  return collect(model, usable ? filterMatcher(model, parsed.filter) : textMatcher(model, wanted.toLowerCase()));
}

/** Spans with an error in the order of the tree. */
export function errorSpans(model: TraceModel): Int32Array {
  return collect(model, (span) => model.outline.status[span] === STATUS_ERROR);
}

/** The next (or previous) of `found` after `current` in the order of the tree, round the end; -1 when there is none. */
export function neighbourOf(model: TraceModel, found: Int32Array, current: number, step: 1 | -1): number {
  if (found.length === 0) return -1;
  const at = current < 0 ? -1 : (model.position[current] ?? -1);
  if (step === 1) {
    const next = found.find((span) => (model.position[span] ?? 0) > at);
    return next ?? found[0] ?? -1;
  }
  const before = current < 0 ? model.count : at;
  const previous = found.findLast((span) => (model.position[span] ?? 0) < before);
  return previous ?? found[found.length - 1] ?? -1;
}

function collect(model: TraceModel, matches: (span: number) => boolean): Int32Array {
  const found: number[] = [];
  for (const span of model.order) if (matches(span)) found.push(span);
  return Int32Array.from(found);
}

/** Names are compared once each, not once a span. */
function textMatcher(model: TraceModel, wanted: string): (span: number) => boolean {
  const { outline } = model;
  const services = outline.services.map((name) => name.toLowerCase().includes(wanted));
  const operations = outline.operations.map((name) => name.toLowerCase().includes(wanted));
  const asId = /^[0-9a-f]{4,16}$/.test(wanted);
  return (span) =>
    services[outline.service[span] ?? -1] === true ||
    operations[outline.operation[span] ?? -1] === true ||
    (asId && outline.spanId[span]?.startsWith(wanted) === true);
}

function filterMatcher(model: TraceModel, filter: SpanFilter): (span: number) => boolean {
  const { outline } = model;
  const services = outline.services.map((name) => fits(name, filter.service, filter.not?.service));
  const operations = outline.operations.map((name) => fits(name, filter.operation, filter.not?.operation));
  const statuses = STATUSES.map((name) => fits(name, filter.status, filter.not?.status));
  const kinds = KINDS.map((name) => fits(name, filter.kind, filter.not?.kind));
  const min = filter.minDurationMs === undefined ? 0 : Math.round(filter.minDurationMs * 1e6);
  const max = filter.maxDurationMs === undefined ? Number.POSITIVE_INFINITY : Math.round(filter.maxDurationMs * 1e6);
  return (span) => {
    const duration = outline.duration[span] ?? 0;
    return (
      services[outline.service[span] ?? -1] === true &&
      operations[outline.operation[span] ?? -1] === true &&
      statuses[outline.status[span] ?? 0] === true &&
      kinds[outline.kind[span] ?? 0] === true &&
      duration >= min &&
      duration <= max
    );
  };
}

function fits(name: string, wanted: string | undefined, unwanted: readonly string[] | undefined): boolean {
  return (wanted === undefined || wanted === name) && !unwanted?.includes(name);
}
