/**
 * Takes the lock and gives it a fence: the store's clock in microseconds, never less than the one before, so that fences
 * grow even when the last one was forgotten. KEYS: lock, fence. ARGV: token, lifetimes of lock and
 * fence in ms.
 */
export const LOCK = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local time = redis.call('TIME')
local fence = tonumber(time[1]) * 1000000 + tonumber(time[2])
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
if fence <= last then fence = last + 1 end
redis.call('SET', KEYS[2], string.format('%.0f', fence), 'PX', ARGV[3])
return string.format('%.0f', fence)
`;

/** KEYS: lock. ARGV: token, lifetime in ms. */
export const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

/** KEYS: lock. ARGV: token. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/** Stores a value unless a later fence was given out. KEYS: value, fence. ARGV: bytes, lifetime in ms, fence. */
export const SET_FENCED = `
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
if last > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** The version, made up where there is none; being asked for keeps it alive. KEYS: version. ARGV: made up, lifetime in ms. */
export const VERSION = `
local known = redis.call('GET', KEYS[1])
if known then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return known
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`;

/**
 * Deletes a value, and sees to it that who makes one now does not store it: it may be made of what was there before.
 * KEYS: value, fence. ARGV: lifetime of the fence in ms.
 */
export const DELETE = `
local time = redis.call('TIME')
redis.call('SET', KEYS[2], string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2])), 'PX', ARGV[1])
return redis.call('UNLINK', KEYS[1])
`;
