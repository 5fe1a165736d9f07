import type { SecondTier } from "./second-tier.ts";
import type { StoreLock } from "./store/cache-store.ts";

/** Keeps a lock alive while its holder works; a holder that dies loses it after `ttlMs`. */
export function holdLock(tier: SecondTier, { key, lock, ttlMs }: { key: string; lock: StoreLock; ttlMs: number }) {
  let pending: Promise<unknown> = Promise.resolve();
  const timer = setInterval(
    () => {
      pending = tier.renew(key, lock, ttlMs);
    },
    Math.max(50, ttlMs / 3),
  );
  timer.unref();
  return {
    async release(): Promise<void> {
      clearInterval(timer);
      await pending;
      await tier.release(key, lock);
    },
  };
}
