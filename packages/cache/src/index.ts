export { type Cache, type CacheOptions, createCache } from "./cache.ts";
export { CacheTimeoutError } from "./cache-timeout-error.ts";
export type { CacheNamespace, CacheStats } from "./namespace.ts";
export type { EntryOptions, Factory, FactoryContext, GetOrSetOptions } from "./options.ts";
export type { BusMessage, CacheBus, CacheStore, StoreLock } from "./store/cache-store.ts";
export type { CompressionOptions } from "./values/compression.ts";
export { jsonSerializer, type Serializer, v8Serializer } from "./values/serializer.ts";
export { type MemcachedOptions, memcachedStore } from "./memcached/memcached-store.ts";
export { redisBus, type RedisPublisher, type RedisSubscriber } from "./redis/redis-bus.ts";
export { type RedisLike, redisStore } from "./redis/redis-store.ts";
export {
  type Invalidation,
  InvalidationRequestError,
  verifyInvalidation,
  type VerifyInvalidationInput,
} from "./verify-invalidation.ts";
