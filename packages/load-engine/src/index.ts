export { LatencyHistogram, type SparseHistogram } from "./latency-histogram.ts";
