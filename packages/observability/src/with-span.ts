import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { toError } from "@plimsoll/core";

const tracer = trace.getTracer("plimsoll");

/** Runs `work` inside a span; a thrown error is recorded on it and thrown on. */
export async function withSpan<T>(
  name: string,
  work: (span: Span) => Promise<T> | T,
  options: { attributes?: Attributes; kind?: SpanKind } = {},
): Promise<T> {
  const settings = { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {} };
  return tracer.startActiveSpan(name, settings, async (span) => {
    try {
      return await work(span);
    } catch (thrown) {
      const error = toError(thrown);
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw thrown;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` without making any spans, whatever instrumentations see. */
export function withoutSpans<T>(work: () => T): T {
  return context.with(suppressTracing(context.active()), work);
}
