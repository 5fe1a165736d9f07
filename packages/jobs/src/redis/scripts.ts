/*
 * Scripts over one queue's keys. Every key of a queue has the same hash tag, so job hashes may be named from their ids.
 * Each call looks at a bounded number of jobs, so that Redis serves others between the calls.
 */

/**
 * Looks at a chunk of a list or sorted set and returns {ids found, jobs looked at, last id, its score or index,
 * last id that was not found, whether the end was reached, index of the last one looked at or -1}.
 *
 * KEYS[1] the list or sorted set.
 * ARGV: 1 key prefix of the jobs, 2 `list` or `zset`, 3 `desc` or `asc`, 4 score or index and 5 id of the last one seen
 * (or empty), 6 chunk, 7 want, 8 lowest and 9 highest (exclusive) time or empty, 10 `score` when times are scores, else
 * `added`, 11 `own` when the payload is JSON text inside the data, then for each of text, text as it is in payloads, payload,
 * name and error the number of its forms and the forms, in lower case.
 */
export const SEARCH = `
local key, prefix, kind, dir = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local afterScore, afterId = ARGV[4], ARGV[5]
local chunk, want = tonumber(ARGV[6]), tonumber(ARGV[7])
local low, high = tonumber(ARGV[8]), tonumber(ARGV[9])
local byScore, own = ARGV[10] == 'score', ARGV[11] == 'own'
local at = 12
local function forms()
  local n = tonumber(ARGV[at])
  local list = {}
  for i = 1, n do list[i] = ARGV[at + i] end
  at = at + n + 1
  return n > 0 and list or nil
end
local text, textInPayload, payload, name, err = forms(), forms(), forms(), forms(), forms()
local find, lower, call = string.find, string.lower, redis.call
local checksTime = not byScore and (low or high)
local fields, data, jobName, reason, added = {}, nil, nil, nil, nil
local function want_field(field) fields[#fields + 1] = field; return #fields end
if text or payload then data = want_field('data') end
if text or name then jobName = want_field('name') end
if text or err then reason = want_field('failedReason') end
if checksTime then added = want_field('timestamp') end

local function has(hay, needles, from)
  if not hay then return false end
  for i = 1, #needles do if find(hay, needles[i], from, true) then return true end end
  return false
end
local function meets(id)
  if #fields == 0 then return true end
  local job = call('HMGET', prefix .. id, unpack(fields))
  if checksTime then
    local time = tonumber(job[added])
    if not time or (low and time < low) or (high and time >= high) then return false end
  end
  local hay, from
  if data then
    if not job[data] then return false end
    hay = lower(job[data])
    from = own and find(hay, '"payload":"', 1, true) or 1
  end
  if payload and not has(hay, payload, from) then return false end
  if name and not has(job[jobName] and lower(job[jobName]), name) then return false end
  if err and not has(job[reason] and lower(job[reason]), err) then return false end
  if text and not (has(hay, textInPayload, from) or has(lower(id), text) or has(job[jobName] and lower(job[jobName]), text)
      or has(job[reason] and lower(job[reason]), text)) then return false end
  return true
end

local found, examined, lastId, lastPlace, lastKept, lastIndex = {}, 0, '', '', '', -1
local function result(ended) return {found, examined, lastId, lastPlace, lastKept, ended, lastIndex} end
local function look(id, place, index)
  examined = examined + 1
  lastId, lastPlace, lastIndex = id, place, index
  if meets(id) then found[#found + 1] = id else lastKept = id end
  return examined >= chunk or #found >= want
end

if kind == 'list' then
  local start = 0
  if afterId ~= '' then
    local position = redis.pcall('LPOS', key, afterId)
    if type(position) == 'number' then
      start = dir == 'desc' and position + 1 or call('LLEN', key) - position
    elseif dir == 'desc' then start = tonumber(afterScore) or 0 end
  end
  local ids
  if dir == 'desc' then ids = call('LRANGE', key, start, start + chunk - 1)
  else
    local tail = call('LRANGE', key, -start - chunk, -start - 1)
    ids = {}
    for i = #tail, 1, -1 do ids[#ids + 1] = tail[i] end
  end
  for i = 1, #ids do
    if look(ids[i], tostring(start + i), start + i - 1) then return result(0) end
  end
  return result(#ids < chunk and 1 or 0)
end

local start = 0
if afterScore ~= '' then
  if dir == 'desc' then start = call('ZCOUNT', key, '(' .. afterScore, '+inf')
  else start = call('ZCOUNT', key, '-inf', '(' .. afterScore) end
elseif byScore and dir == 'desc' and high then start = call('ZCOUNT', key, high, '+inf')
elseif byScore and dir == 'asc' and low then start = call('ZCOUNT', key, '-inf', '(' .. low) end
local same = tonumber(afterScore)
while true do
  local rows = call(dir == 'desc' and 'ZREVRANGE' or 'ZRANGE', key, start, start + chunk - 1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local id, score = rows[i], tonumber(rows[i + 1])
    local seen = same and score == same and (dir == 'desc' and id >= afterId or dir == 'asc' and id <= afterId)
    if not seen then
      if byScore and (dir == 'desc' and low and score < low or dir == 'asc' and high and score >= high) then
        return result(1)
      end
      if not (byScore and (high and score >= high or low and score < low)) then
        if look(id, rows[i + 1], start + (i - 1) / 2) then return result(0) end
      end
    end
  end
  if #rows < chunk * 2 then return result(1) end
  start = start + chunk
end
`;

/**
 * What lists show of jobs: for each id that exists, its id and the fields below.
 * KEYS[1] the delayed jobs, whose scores are when they run. ARGV: 1 key prefix of the jobs, 2 `own` as above, 3 bytes of
 * the preview, then ids.
 */
export const ITEMS = `
local own, cut = ARGV[2] == 'own', tonumber(ARGV[3])
local items = {}
for i = 4, #ARGV do
  local job = redis.call('HMGET', ARGV[1] .. ARGV[i], 'name', 'opts', 'atm', 'stc', 'priority', 'timestamp', 'delay',
    'processedOn', 'finishedOn', 'failedReason', 'progress', 'data', 'attemptsMade')
  if job[1] then
    local data = job[12] or ''
    local from = 1
    if own then
      local _, last = string.find(data, '"payload":"', 1, true)
      from = last and last + 1 or 1
      data = string.sub(data, 1, -3)
    end
    job[12] = string.sub(data, from, from + cut - 1)
    job[7] = redis.call('ZSCORE', KEYS[1], ARGV[i])
    job[14] = ARGV[i]
    items[#items + 1] = job
  end
end
return items
`;

/**
 * Prepares finished jobs for their retry: all their attempts again, the attempts so far still counted. Returns for each
 * id the state it was in, or an empty string when it was in neither, in which case nothing is changed.
 * KEYS: 1 failed, 2 completed. ARGV: 1 key prefix of the jobs, 2 now, 3 new data or empty, 4 `own` when the options are ours to
 * change, then ids.
 */
export const RENEW = `
local states = {}
for i = 5, #ARGV do
  local id = ARGV[i]
  local job = ARGV[1] .. id
  local state = redis.call('ZSCORE', KEYS[1], id) and 'failed' or redis.call('ZSCORE', KEYS[2], id) and 'completed' or ''
  local raw = state ~= '' and redis.call('HGET', job, 'opts')
  if raw and ARGV[4] == 'own' then
    local opts = cjson.decode(raw)
    local made = tonumber(redis.call('HGET', job, 'atm')) or 0
    opts.tries = opts.tries or opts.attempts or 1
    opts.attempts = made + opts.tries
    opts.readyAt = tonumber(ARGV[2])
    redis.call('HSET', job, 'opts', cjson.encode(opts))
  end
  if raw then
    if ARGV[3] ~= '' then redis.call('HSET', job, 'data', ARGV[3]) end
  end
  states[#states + 1] = raw and state or ''
end
return states
`;

/**
 * Notes that delayed jobs, about to be promoted, wait from now on.
 * KEYS[1] the delayed jobs. ARGV: 1 key prefix of the jobs, 2 now, then ids.
 */
export const READY_NOW = `
for i = 3, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then redis.call('HSET', ARGV[1] .. ARGV[i], 'readyAt', ARGV[2]) end
end
`;

/**
 * Adds jobs that have neither priority, delay nor deduplication key, as BullMQ's addStandardJob does one by one, which
 * takes Redis and us three times as long. Those whose id is there already are left as they are. Nobody reads the events
 * of new jobs, so none are written.
 * KEYS: 1 wait, 2 meta, 3 active, 4 marker, 5 id, 6 events, which BullMQ trims here alone. ARGV: 1 key prefix of the jobs, then id, name, data, opts and time of each.
 */
export const ADD = `
local prefix, added = ARGV[1], 0
for i = 2, #ARGV, 5 do
  local job = prefix .. ARGV[i]
  if redis.call('EXISTS', job) == 0 then
    redis.call('HSET', job, 'name', ARGV[i + 1], 'data', ARGV[i + 2], 'opts', ARGV[i + 3], 'timestamp', ARGV[i + 4],
      'delay', 0, 'priority', 0)
    redis.call('LPUSH', KEYS[1], ARGV[i])
    added = added + 1
  end
end
if added > 0 then
  redis.call('INCRBY', KEYS[5], added)
  local meta = redis.call('HMGET', KEYS[2], 'paused', 'concurrency')
  local held = meta[1] or (meta[2] and redis.call('LLEN', KEYS[3]) >= tonumber(meta[2]))
  if not held then redis.call('ZADD', KEYS[4], 0, '0') end
  redis.call('XTRIM', KEYS[6], 'MAXLEN', '~', 1000)
end
return added
`;

/**
 * Removes finished jobs of ours, the oldest first; returns how many. Children of a job that has not ended stay: it may look
 * at what became of them. Looks at ten times as many as it removes, at most.
 * KEYS[1] the sorted set of their state. ARGV: 1 key prefix of the jobs, 2 how many to keep or empty, 3 oldest finish to
 * keep or empty, 4 how many to remove at most.
 */
export const TRIM = `
local set, prefix, most = KEYS[1], ARGV[1], tonumber(ARGV[4])
local surplus = ARGV[2] ~= '' and redis.call('ZCARD', set) - tonumber(ARGV[2])
  or redis.call('ZCOUNT', set, '-inf', '(' .. ARGV[3])
local function isHeld(parent)
  if not parent then return false end
  local state = redis.call('HMGET', parent, 'name', 'finishedOn')
  return state[1] and not state[2]
end
local removed, held = 0, 0
while removed < most and removed + held < surplus and held < 10 * most do
  local count = math.min(surplus - removed - held, most - removed)
  local gone = {}
  for _, id in ipairs(redis.call('ZRANGE', set, held, held + count - 1)) do
    local job = prefix .. id
    local fields = redis.call('HMGET', job, 'parentKey', 'opts')
    if isHeld(fields[1]) then held = held + 1
    else
      redis.call('UNLINK', job, job .. ':logs')
      if string.find(fields[2] or '', '"children"', 1, true) then
        redis.call('UNLINK', job .. ':dependencies', job .. ':processed', job .. ':failed', job .. ':unsuccessful')
      end
      gone[#gone + 1] = id
    end
  end
  if #gone > 0 then redis.call('ZREM', set, unpack(gone)) end
  removed = removed + #gone
end
return removed
`;
