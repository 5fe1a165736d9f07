export { ROOT_ATTRIBUTE } from "./root-sampler.ts";
export { createLogger, type Logger } from "./logger.ts";
export {
  type Observability,
  type ObservabilityOptions,
  SELF_HEADER,
  startObservability,
} from "./start-observability.ts";
export { withoutSpans, withSpan } from "./with-span.ts";
