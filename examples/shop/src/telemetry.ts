// The whole of the shop's telemetry set-up: the stock SDK with three stock instrumentations. Loaded before everything
// else (`node --import`), so that the modules it instruments are wrapped when they are first imported. Where spans
// and metrics go, and under which service name, comes from the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT,
// OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME; and so does the version, when OTEL_RESOURCE_ATTRIBUTES names another.
import { createRequire, register } from "node:module";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { NodeSDK, resources } from "@opentelemetry/sdk-node";

register("@opentelemetry/instrumentation/hook.mjs", import.meta.url);

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
const sdk = new NodeSDK({
  resource: resources.defaultResource().merge(resources.resourceFromAttributes({ "service.version": version })),
  instrumentations: [
    new HttpInstrumentation({ ignoreIncomingRequestHook: (request) => request.url === "/health" }),
    new PgInstrumentation({ requireParentSpan: true }),
    new UndiciInstrumentation(),
  ],
});
sdk.start();

/** Sends what is still in memory. Called once, when the process ends. */
export const stopTelemetry = (): Promise<void> => sdk.shutdown();
