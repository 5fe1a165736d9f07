import { type Span, type SpanOptions, SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

/** Runs `work` inside a new span; a throw is recorded on it as an exception, and thrown on. */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw thrown;
    } finally {
      span.end();
    }
  });
}
