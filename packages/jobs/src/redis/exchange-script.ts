/**
 * Ends jobs that completed and takes others in their place, many of both in one call: what BullMQ's moveToFinished and
 * moveToActive do one by one, which takes Redis and us three times as long. Nobody reads the events of these steps, so
 * none are written. Returns {a code for each job that ended, the fields of each job taken and its id, when the next
 * delayed job is due}; codes are BullMQ's: 0 done, -2 lock gone, -3 not active, -4 children pending, -6 lock of another.
 *
 * KEYS: 1 wait, 2 active, 3 prioritized, 4 delayed, 5 meta, 6 marker, 7 completed, 8 stalled, 9 pc. ARGV: 1 key prefix of
 * the jobs, 2 now, 3 milliseconds of a lock, 4 its token, 5 jobs to take at most, then id, token, attempts and result of
 * each job that ended.
 */
export const EXCHANGE = `
local wait, active, prioritized, delayed, meta, marker = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local prefix, now, lockMs, token, want = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local call = redis.call

local codes, ended, places = {}, {}, {}
for i = 6, #ARGV, 4 do
  local id = ARGV[i]
  local job = prefix .. id
  local lock = job .. ':lock'
  local held, code = call('GET', lock), 0
  if held ~= ARGV[i + 1] then
    -- A call that is repeated for its answer was lost finds its own work.
    if not held and call('HGET', job, 'finishedOn') == now then code = 0 else code = held and -6 or -2 end
  elseif call('EXISTS', job .. ':dependencies', job .. ':unsuccessful') > 0 then code = -4
  elseif call('LREM', active, -1, id) == 0 then code = -3
  else
    call('HSET', job, 'atm', ARGV[i + 2], 'returnvalue', ARGV[i + 3], 'finishedOn', now)
    call('DEL', lock)
    ended[#ended + 1] = id
    places[#places + 1] = now
    places[#places + 1] = id
  end
  codes[#codes + 1] = code
end
if #ended > 0 then
  call('ZADD', KEYS[7], unpack(places))
  call('SREM', KEYS[8], unpack(ended))
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

local taken = {}
while #taken < want do
  local id = call('RPOPLPUSH', wait, active)
  if not id then
    id = call('ZPOPMIN', prioritized)[1]
    if not id then
      call('DEL', KEYS[9])
      break
    end
    call('LPUSH', active, id)
  end
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
if #taken == want then wakeOthers() end
local nextAt = 0
if #taken < want then
  local first = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
  if first[2] then nextAt = math.floor(tonumber(first[2]) / 0x1000) end
end
return {codes, taken, nextAt}
`;
