import type { SystemStatus } from "@plimsoll/core";

/** The variables an unmodified OpenTelemetry SDK needs to send to this instance. */
export function exporterVariables(ingest: Pick<SystemStatus["ingest"], "auth" | "httpUrl">): string {
  const lines = [
    "OTEL_SERVICE_NAME=my-service",
    `OTEL_EXPORTER_OTLP_ENDPOINT=${ingest.httpUrl}`,
    "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
  ];
  if (ingest.auth === "key") lines.push("OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20YOUR_KEY");
  return lines.join("\n");
}
