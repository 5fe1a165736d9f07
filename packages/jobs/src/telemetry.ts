import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Span as OtelSpan,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { type Span, SpanKind as QueueSpanKind, type Telemetry } from "bullmq";
import { BullMQOtel } from "bullmq-otel";
import { parseAppQueueName, type QueueKind } from "./names.ts";

const tracer = trace.getTracer("plimsoll");
const otel = new BullMQOtel({ tracerName: "plimsoll" });
const LINKED = createContextKey("plimsoll: span that a new trace links to");

/** What a job carries of the trace that enqueued it: its parent, or the span that its own trace links to. */
interface Carrier {
  traceparent?: string;
  link?: string;
}
/** A carrier as EnqueueSpan writes it. */
const CARRIED = /^\{"(traceparent|link)":"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})"\}$/;

/** What the spans of a queue have in common. */
export interface SpanShape {
  name: string;
  attributes: Attributes;
}

/** Sets them one by one: given to the tracer, they are copied and checked three times. */
function setAll(span: OtelSpan, attributes: Attributes): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) span.setAttribute(key, value);
  }
}

function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? "01" : "00"}`;
}

function toRemoteContext(traceId?: string, spanId?: string, flags?: string): SpanContext | null {
  if (!traceId || !spanId || !flags) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

function fromTraceparent(text: string | undefined): SpanContext | null {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "");
  return toRemoteContext(match?.[1], match?.[2], match?.[3]);
}

function readCarrier(metadata: string): Carrier {
  try {
    const carrier: unknown = JSON.parse(metadata);
    return typeof carrier === "object" && carrier !== null ? carrier : {};
  } catch {
    return {};
  }
}

/** Trace of the call that enqueued a job; null when it was not recorded, or when the job's traces are its own. */
export function enqueueTraceId(metadata: string | undefined): string | null {
  return fromTraceparent(readCarrier(metadata ?? "").traceparent)?.traceId ?? null;
}

/** Attributes by which a span leads to its job, beside the job's id; few, as every span of every job has them. */
function jobAttributes(kind: QueueKind, queue: string): Attributes {
  return {
    "messaging.system": "bullmq",
    "messaging.destination.name": parseAppQueueName(queue)?.queue ?? queue,
    "plimsoll.job.source": kind,
  };
}

export function runShape(kind: QueueKind, queue: string): SpanShape {
  return { name: `process ${queue}`, attributes: jobAttributes(kind, queue) };
}

/** Of enqueue calls; those of another's queue are told by its name alone. */
export function enqueueShape(kind: QueueKind | "foreign", queue: string): SpanShape {
  const attributes = kind === "foreign" ? { "messaging.destination.name": queue } : jobAttributes(kind, queue);
  return { name: `add ${String(attributes["messaging.destination.name"])}`, attributes };
}

/** The span of an enqueue call, and what the jobs are to carry of it; an untraced call gives them nothing. */
export class EnqueueSpan {
  readonly #span: OtelSpan;
  readonly #traceparent: string | null;

  constructor({ name, attributes }: SpanShape, ids: readonly string[]) {
    this.#span = tracer.startSpan(name, { kind: SpanKind.PRODUCER });
    setAll(this.#span, attributes);
    if (ids.length === 1 && ids[0] !== undefined) this.#span.setAttribute("messaging.message.id", ids[0]);
    else this.#span.setAttribute("messaging.batch.message_count", ids.length);
    const spanContext = this.#span.spanContext();
    this.#traceparent = isSpanContextValid(spanContext) ? toTraceparent(spanContext) : null;
  }

  carry(mode: "parent" | "link"): string | undefined {
    if (this.#traceparent === null) return undefined;
    return `{"${mode === "link" ? "link" : "traceparent"}":"${this.#traceparent}"}`;
  }

  fail(error: unknown): void {
    this.#span.recordException(error instanceof Error ? error : String(error));
  }

  end(): void {
    this.#span.end();
  }
}

/** The span of one run, begun by hand: in the trace that the job carries, or in one of its own that links to it. */
export function startRunTrace(
  { name, attributes }: SpanShape,
  job: { id: string; name: string },
  metadata: string | undefined,
): { span: OtelSpan; runContext: Context } {
  const carried = CARRIED.exec(metadata ?? "");
  const origin = carried && toRemoteContext(carried[2], carried[3], carried[4]);
  const isLink = carried?.[1] === "link";
  const parentContext = origin && !isLink ? trace.setSpanContext(ROOT_CONTEXT, origin) : ROOT_CONTEXT;
  const options: SpanOptions = { kind: SpanKind.CONSUMER };
  if (origin && isLink) options.links = [{ context: origin }];
  const span = tracer.startSpan(name, options, parentContext);
  setAll(span, attributes);
  span.setAttribute("messaging.message.id", job.id);
  span.setAttribute("bullmq.job.name", job.name);
  return { span, runContext: trace.setSpan(parentContext, span) };
}

/** The queue's own bookkeeping is no news to anyone: it makes no spans. */
const SILENT: Span<Context> = {
  setSpanOnContext: (ctx) => ctx,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

class RunSpan implements Span<Context> {
  readonly #span: OtelSpan;

  constructor(span: OtelSpan) {
    this.#span = span;
  }
  setSpanOnContext(ctx: Context): Context {
    return trace.setSpan(ctx, this.#span);
  }
  setAttribute(): void {
    // BullMQ sets attributes of runs by setAttributes only.
  }
  setAttributes(attributes: Record<string, unknown>): void {
    // Of what BullMQ sets, the rest are its internals or repeat ours.
    const id = attributes["bullmq.job.id"];
    if (typeof id !== "string") return;
    this.#span.setAttributes({ "messaging.message.id": id, "bullmq.job.name": String(attributes["bullmq.job.name"]) });
  }
  addEvent(): void {
    // BullMQ's events repeat result and error of the job, which may be large and private.
  }
  recordException(exception: Parameters<Span["recordException"]>[0]): void {
    this.#span.recordException(typeof exception === "string" ? exception : (exception as Error));
  }
  end(): void {
    this.#span.end();
  }
}

/** Spans of a worker's runs, by bullmq-otel, in the trace that the job carries or in one of their own that links to it. */
export function workerTelemetry(kind: QueueKind, queue: string): Telemetry<Context> {
  const attributes = jobAttributes(kind, queue);
  return {
    tracer: {
      startSpan(name, options, given) {
        if (options?.kind !== QueueSpanKind.CONSUMER) return SILENT;
        const parent = given ?? context.active();
        const linked = parent.getValue(LINKED) as SpanContext | undefined;
        const spanOptions: SpanOptions = { kind: SpanKind.CONSUMER, attributes };
        if (linked) Object.assign(spanOptions, { root: true, links: [{ context: linked }] });
        return new RunSpan(tracer.startSpan(name, spanOptions, parent));
      },
    },
    contextManager: {
      // Silent spans change no context: entering the one that is active costs all that comes after it.
      with: (ctx, work) => (ctx === context.active() ? work() : otel.contextManager.with(ctx, work)),
      active: () => otel.contextManager.active() as Context,
      root: () => ROOT_CONTEXT,
      // Attempts stay children of the enqueue call: none hands its own span on to the next.
      getMetadata: () => "",
      fromMetadata(active, metadata) {
        const { link } = readCarrier(metadata);
        const linked = fromTraceparent(link);
        return linked
          ? active.setValue(LINKED, linked)
          : (otel.contextManager.fromMetadata(active, metadata) as Context);
      },
    },
  };
}
