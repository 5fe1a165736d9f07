export { memoryBus } from "./memory-bus.ts";
export { memoryStore } from "./memory-store.ts";
export { type ConformanceOptions, type ConformanceRunner, storeConformance } from "./store-conformance.ts";
