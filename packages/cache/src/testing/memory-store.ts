import type { CacheStore } from "../store/cache-store.ts";

/** A second tier in this process, for tests: several caches over one store are like several processes. */
export function memoryStore(): CacheStore {
  const values = new Map<string, { bytes: Uint8Array; until: number }>();
  const versions = new Map<string, string>();
  const locks = new Map<string, { token: string; until: number }>();
  const fences = new Map<string, number>();
  let sequence = 0;
  const next = () => (sequence += 1);
  const read = (key: string) => {
    const found = values.get(key);
    return found && Date.now() < found.until ? found.bytes : null;
  };
  const bump = (tag: string) => {
    const version = `v${next()}`;
    versions.set(tag, version);
    return version;
  };
  const isHeld = (key: string, token: string) => {
    const held = locks.get(key);
    return held?.token === token && Date.now() < held.until;
  };
  return {
    name: "memory",
    get: async (key) => read(key),
    getMany: async (keys) => keys.map(read),
    async set(key, value, ttlMs, fence) {
      if (fence !== undefined && (fences.get(key) ?? 0) > fence) return false;
      values.set(key, { bytes: Uint8Array.from(value), until: Date.now() + ttlMs });
      return true;
    },
    async delete(keys) {
      for (const key of keys) {
        values.delete(key);
        fences.set(key, next());
      }
    },
    versions: async (tags) => tags.map((tag) => versions.get(tag) ?? bump(tag)),
    bump: async (tags) => tags.map(bump),
    async lock(key, ttlMs) {
      const held = locks.get(key);
      if (held && Date.now() < held.until) return null;
      const fence = next();
      const token = `t${fence}`;
      locks.set(key, { token, until: Date.now() + ttlMs });
      fences.set(key, fence);
      return { token, fence };
    },
    async renew(key, { token }, ttlMs) {
      if (!isHeld(key, token)) return false;
      locks.set(key, { token, until: Date.now() + ttlMs });
      return true;
    },
    async release(key, { token }) {
      if (isHeld(key, token)) locks.delete(key);
    },
    close: async () => undefined,
  };
}
