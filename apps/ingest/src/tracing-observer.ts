import { type Logger, ROOT_ATTRIBUTE, withoutSpans, withSpan } from "@plimsoll/observability";
import type { IngestObserver } from "./observer.ts";

/** One request in so many gets a span: enough to see how requests fare, too few to be a load of their own. */
const TRACE_ONE_IN = 50;

/** Logs failures, and makes spans of flushes and of some requests, but none of those that carry Plimsoll's own spans. */
export function createTracingObserver(log: Logger): IngestObserver {
  let requests = 0;
  return {
    aroundRequest: (info, work) => {
      const isTraced = !info.isSelf && requests++ % TRACE_ONE_IN === 0;
      if (!isTraced) return work();
      const attributes = { "otlp.signal": info.signal, "otlp.transport": info.transport, [ROOT_ATTRIBUTE]: true };
      return withSpan(`otlp.export ${info.signal}`, work, { attributes });
    },
    aroundFlush: (info, work) => {
      if (info.isSelf) return withoutSpans(work);
      const attributes = {
        "ingest.rows": info.rows,
        "ingest.bytes": info.bytes,
        "ingest.requests": info.requests,
        [ROOT_ATTRIBUTE]: true,
      };
      return withSpan("ingest.flush", work, { attributes });
    },
    onInsertFailed: (error, details) => {
      log.warn({ err: error, cause: error.cause, ...details }, "insert failed");
    },
    onUnexpected: (error) => log.error({ err: error }, "request failed unexpectedly"),
  };
}
