/**
 * Ends jobs that completed and takes others in their place, many of both in one call: what BullMQ's moveToFinished and
 * moveToActive do one by one, which takes Redis and us several times as long. It is not for jobs of flows and those with a
 * deduplication key. Nobody reads the events of these steps, so none are written. Returns {a code for each job that ended,
 * the fields of each job taken and its id, when the next delayed job is due}; codes are BullMQ's: 0 done, -2 lock gone,
 * -3 not active, -6 lock of another.
 *
 * KEYS: 1 wait, 2 active, 3 prioritized, 4 delayed, 5 meta, 6 marker, 7 completed, 8 stalled, 9 pc. ARGV: 1 key prefix of
 * the jobs, 2 now, 3 milliseconds of a lock, 4 its token, 5 jobs to take at most, then id, token, attempts and result of
 * each job that ended.
 */
export const EXCHANGE = `
local wait, active, prioritized, delayed, meta, marker = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local prefix, now, lockMs, token, want = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local call = redis.call

local codes = {}
if #ARGV > 5 then
  local locks, ended, freed, places = {}, {}, {}, {}
  for i = 6, #ARGV, 4 do locks[#locks + 1] = prefix .. ARGV[i] .. ':lock' end
  local held = call('MGET', unpack(locks))
  for n = 1, #locks do
    local i = 2 + n * 4
    local id = ARGV[i]
    local job = prefix .. id
    local code = 0
    if held[n] ~= ARGV[i + 1] then
      -- A call that is repeated for its answer was lost finds its own work.
      if held[n] or call('HGET', job, 'finishedOn') ~= now then code = held[n] and -6 or -2 end
    elseif call('LREM', active, -1, id) == 0 then code = -3
    else
      call('HSET', job, 'atm', ARGV[i + 2], 'returnvalue', ARGV[i + 3], 'finishedOn', now)
      ended[#ended + 1] = id
      freed[#freed + 1] = locks[n]
      places[#places + 1] = now
      places[#places + 1] = id
    end
    codes[n] = code
  end
  if #ended > 0 then
    call('DEL', unpack(freed))
    call('ZADD', KEYS[7], unpack(places))
    call('SREM', KEYS[8], unpack(ended))
  end
end

local function wakeOthers() if call('EXISTS', wait, prioritized) > 0 then call('ZADD', marker, 0, '0') end end
if want == 0 then
  if not call('HGET', meta, 'paused') then wakeOthers() end
  return {codes, {}, 0}
end

local function rank(priority) return priority * 0x100000000 + call('INCR', KEYS[9]) % 0x100000000 end
local due = call('ZRANGEBYSCORE', delayed, 0, (tonumber(now) + 1) * 0x1000 - 1, 'LIMIT', 0, 1000)
if #due > 0 then
  call('ZREM', delayed, unpack(due))
  for _, id in ipairs(due) do
    local priority = tonumber(call('HGET', prefix .. id, 'priority')) or 0
    if priority == 0 then call('LPUSH', wait, id) else call('ZADD', prioritized, rank(priority), id) end
    call('HSET', prefix .. id, 'delay', 0)
  end
end
local limits = call('HMGET', meta, 'paused', 'concurrency')
if limits[1] then return {codes, {}, 0} end
if limits[2] then want = math.min(want, tonumber(limits[2]) - call('LLEN', active)) end

-- The first in line is the last of the list; those with a priority come after all without.
local function nextIds(count)
  local ids = {}
  local first = call('LRANGE', wait, -count, -1)
  if #first > 0 then call('LTRIM', wait, 0, -#first - 1) end
  for i = #first, 1, -1 do ids[#ids + 1] = first[i] end
  while #ids < count do
    local id = call('ZPOPMIN', prioritized)[1]
    if not id then
      call('DEL', KEYS[9])
      break
    end
    ids[#ids + 1] = id
  end
  return ids
end
local taken, left = {}, want > 0
while left and #taken < want do
  local ids = nextIds(want - #taken)
  left = #ids == want - #taken
  if #ids > 0 then call('LPUSH', active, unpack(ids)) end
  for _, id in ipairs(ids) do
    local job = prefix .. id
    local fields = call('HMGET', job, 'name', 'data', 'opts', 'timestamp', 'atm', 'stc', 'ats', 'parentKey', 'deid', 'defa',
      'readyAt')
    if fields[1] then
      call('SET', job .. ':lock', token, 'PX', lockMs)
      call('HSET', job, 'processedOn', now, 'ats', (tonumber(fields[7]) or 0) + 1)
      fields[12] = id
      taken[#taken + 1] = fields
    else call('LREM', active, 1, id) end
  end
end
if #taken == want then
  wakeOthers()
  return {codes, taken, 0}
end
local first = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
return {codes, taken, first[2] and math.floor(tonumber(first[2]) / 0x1000) or 0}
`;
