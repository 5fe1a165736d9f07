import type { BusMessage, CacheBus } from "../store/cache-store.ts";

/** A bus within this process, for tests: each `open()` is the end of another process. */
export function memoryBus(): { open(): CacheBus } {
  const listeners = new Map<CacheBus, (message: BusMessage | null) => void>();
  return {
    open() {
      const bus: CacheBus = {
        async publish(message) {
          for (const [other, listener] of listeners) if (other !== bus) listener(structuredClone(message));
        },
        async subscribe(listener) {
          listeners.set(bus, listener);
        },
        async close() {
          listeners.delete(bus);
        },
      };
      return bus;
    },
  };
}
