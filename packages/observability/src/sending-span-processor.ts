import { context, diag, TraceFlags } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, type InstrumentationScope, suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { encodeRequest, encodeSpan } from "./encode-span.ts";
import { ProtobufBytes } from "./protobuf-bytes.ts";

/** One request with spans, encoded. */
export interface EncodedSpans {
  bytes: Uint8Array;
  count: number;
}
/** OpenTelemetry's exporters are such, of what they encode. */
export interface SpanSender {
  export(spans: EncodedSpans, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

const SEND_AFTER_MS = 1_000;
const SEND_AT_BYTES = 256 * 1024;
/** Spans that may wait while the receiver is down; then new ones are dropped. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

/**
 * Encodes each span as it ends and sends them together, at once when there are many and within a second otherwise; one
 * request is under way at a time. OpenTelemetry's own processor keeps the spans themselves until they are sent: that is
 * twice the work, most of it the garbage collector's.
 */
export class SendingSpanProcessor implements SpanProcessor {
  readonly #sender: SpanSender;
  #scopes = new Map<InstrumentationScope, ProtobufBytes>();
  #last: ReadableSpan | undefined;
  #count = 0;
  #sizeBytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(sender: SpanSender) {
    this.#sender = sender;
  }

  onStart(): void {
    // Spans are looked at when they end.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#closed || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#sizeBytes >= MOST_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    const scope = span.instrumentationScope;
    let bytes = this.#scopes.get(scope);
    if (!bytes) {
      bytes = new ProtobufBytes();
      this.#scopes.set(scope, bytes);
    }
    const before = bytes.sizeBytes;
    encodeSpan(bytes, span);
    this.#sizeBytes += bytes.sizeBytes - before;
    this.#count += 1;
    this.#last = span;
    if (this.#sizeBytes >= SEND_AT_BYTES) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), SEND_AFTER_MS).unref();
  }

  #send(): void {
    if (this.#sending || this.#count === 0 || !this.#last) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const spans = { bytes: encodeRequest(this.#last.resource.attributes, this.#scopes), count: this.#count };
    this.#scopes = new Map();
    this.#count = 0;
    this.#sizeBytes = 0;
    this.#last = undefined;
    if (this.#dropped > 0) diag.warn(`Dropped ${this.#dropped} spans: their receiver does not keep up.`);
    this.#dropped = 0;
    this.#sending = this.#export(spans).then(() => {
      this.#sending = undefined;
      if (this.#sizeBytes >= SEND_AT_BYTES) this.#send();
      else if (this.#count > 0) this.#timer ??= setTimeout(() => this.#send(), SEND_AFTER_MS).unref();
    });
  }

  #export(spans: EncodedSpans): Promise<void> {
    return new Promise((resolve) => {
      // A request with spans must not make new ones.
      context.with(suppressTracing(context.active()), () => {
        this.#sender.export(spans, ({ code, error }) => {
          if (code !== ExportResultCode.SUCCESS)
            diag.warn(`Dropped ${spans.count} spans: ${error?.message ?? "refused"}`);
          resolve();
        });
      });
    });
  }

  async forceFlush(): Promise<void> {
    while (this.#count > 0 || this.#sending) {
      this.#send();
      await this.#sending;
    }
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.forceFlush();
    await this.#sender.shutdown();
  }
}
