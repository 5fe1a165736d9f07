import { createRequire } from "node:module";
import { hostname } from "node:os";
import { metrics } from "@opentelemetry/api";
import { type Instrumentation, registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import type { Config } from "@plimsoll/core";
import { createRootSampler } from "./root-sampler.ts";
import { SendingSpanProcessor } from "./sending-span-processor.ts";
import { createSpanSender } from "./span-sender.ts";
import { startMetrics } from "./start-metrics.ts";

/**
 * Header on Plimsoll's own exports. Ingest makes no spans of a request that carries it, so that storing our own spans
 * never makes new ones.
 */
export const SELF_HEADER = "x-plimsoll-self";

export interface ObservabilityOptions {
  /** `plimsoll-web`, `plimsoll-ingest` or `plimsoll-worker`. */
  service: string;
  version: string;
  config: Config;
  /** Key for our own exports where ingest asks for one. */
  exportKey?: string | undefined;
  /** Paths whose requests are not traced, such as health checks. */
  ignoredPaths?: readonly string[];
  /** True where the framework makes the spans of incoming requests itself, as Next does. */
  frameworkTracesRequests?: boolean;
}

export interface Observability {
  /** Sends what is waiting and stops; takes 3 s at most. */
  stop(): Promise<void>;
}

/**
 * Starts traces and metrics of this process into Plimsoll itself. Call it before anything else is imported that should be
 * traced, and before a cache is made. A failing exporter never disturbs the process: spans that cannot be sent are dropped
 * after the exporter's retries, and metrics say it all the next time.
 */
export function startObservability(options: ObservabilityOptions): Observability {
  const { config, service, version } = options;
  if (!config.PLIMSOLL_SELF_TRACING) return { stop: () => Promise.resolve() };
  const headers: Record<string, string> = { [SELF_HEADER]: "1" };
  if (options.exportKey) headers["authorization"] = `Bearer ${options.exportKey}`;
  const endpoint = exportEndpoint(config);
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: service,
    [ATTR_SERVICE_VERSION]: version,
    // Several of one service may run on a host, and each counts for itself.
    "service.instance.id": `${hostname()}:${process.pid}`,
    "host.name": hostname(),
    "process.pid": process.pid,
  });
  const processor = new SendingSpanProcessor(
    createSpanSender({ url: `${endpoint}/v1/traces`, headers, timeoutMillis: 5000 }),
  );
  const own = startMetrics({ resource, endpoint, headers, intervalMs: config.OTEL_METRIC_EXPORT_INTERVAL });
  metrics.setGlobalMeterProvider(own.provider);
  const provider = new NodeTracerProvider({
    resource,
    sampler: createRootSampler(),
    spanProcessors: [processor],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    meterProvider: own.provider,
    instrumentations: instrumentations(options),
  });
  patchLoadedModules();
  return {
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, 3000).unref());
      await Promise.race([Promise.allSettled([own.stop(), provider.shutdown()]), late]);
    },
  };
}

/** Of OTLP over HTTP, without a path. */
function exportEndpoint(config: Config): string {
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT ?? `http://127.0.0.1:${config.PLIMSOLL_OTLP_HTTP_PORT}`;
  return base.replace(/\/$/, "");
}

/** Outgoing calls are traced only inside a span: pollers and exporters would otherwise fill the store with themselves. */
function instrumentations({
  ignoredPaths = [],
  frameworkTracesRequests = false,
}: ObservabilityOptions): Instrumentation[] {
  return [
    new HttpInstrumentation({
      requireParentforOutgoingSpans: true,
      disableIncomingRequestInstrumentation: frameworkTracesRequests,
      ignoreIncomingRequestHook: (request) => {
        const path = request.url?.split("?", 1)[0] ?? "";
        return request.headers[SELF_HEADER] !== undefined || ignoredPaths.some((ignored) => path.startsWith(ignored));
      },
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new PgInstrumentation({ requireParentSpan: true }),
    new RuntimeNodeInstrumentation(),
  ];
}

/**
 * Instrumentations patch a module when it is first required; our bundles import theirs. Requiring them here patches the
 * prototypes that both kinds of import share.
 */
function patchLoadedModules(): void {
  const require = createRequire(import.meta.url);
  for (const name of ["node:http", "node:https", "pg"]) require(name);
}
