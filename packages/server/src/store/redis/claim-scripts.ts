/** Key, run, lease and amounts in one step. Answers `{ kind, … }`. */
export const claim = `
local id, owner, key, hash, facts, token, process = unpack(ARGV, 1, 7)
local reserve, lease = tonumber(ARGV[8]), tonumber(ARGV[9])
local maxLive, maxTotal, maxMinute, maxDay, maxMicro = unpack(ARGV, 10, 14)
local name = nameOf('key', key .. ':' .. owner)

local known = redis.call('GET', name)
if known == 'cancelled' then return { 'cancelled' } end
if known then
  local over = tonumber(redis.call('ZSCORE', base .. 'leases', known) or 0) <= now
  -- Nothing was sent, and whoever claimed it is gone.
  if over and redis.call('HGET', nameOf('run', known), 'state') == 'claimed' then giveBack(known)
  else
    local run = describe(known)
    if run then return { 'known', run } end
    return redis.error_reply('ERR a key is known whose run is not')
  end
end

local live = nameOf('live', owner)
if redis.call('ZCOUNT', live, now, '+inf') + 1 > tonumber(maxLive) then return { 'capped', 'maxLiveRuns', 0 } end
if redis.call('ZCOUNT', base .. 'leases', now, '+inf') + 1 > tonumber(maxTotal) then
  return { 'capped', 'maxLiveRunsTotal', 0 }
end

-- What is in a window, and when the oldest of it leaves.
local function used(window, field, width, steps)
  local sum, oldest, current = 0, nil, math.floor(now / width)
  local all = redis.call('HGETALL', window)
  for index = 1, #all, 2 do
    local kind, step, amount = string.sub(all[index], 1, 1), tonumber(string.sub(all[index], 2)), tonumber(all[index + 1])
    if step <= current - steps then redis.call('HDEL', window, all[index])
    elseif kind == field then
      sum = sum + amount
      if amount > 0 and (not oldest or step < oldest) then oldest = step end
    end
  end
  return sum, oldest and (oldest + steps) * width or 0
end

local minute, hours = nameOf('minute', owner), nameOf('day', owner)
local runs, free = used(minute, 'r', 5000, 12)
if runs + 1 > tonumber(maxMinute) then return { 'capped', 'maxRunsPerMinute', free } end
runs, free = used(hours, 'r', 3600000, 24)
if runs + 1 > tonumber(maxDay) then return { 'capped', 'maxRunsPerDay', free } end
local micro
micro, free = used(hours, 'u', 3600000, 24)
if micro + reserve > tonumber(maxMicro) then return { 'capped', 'maxUsdPerDay', free } end

local run = nameOf('run', id)
redis.call('SET', name, id, 'PX', day)
redis.call('HSET', run, 'owner', owner, 'key', key, 'hash', hash, 'facts', facts, 'token', token,
  'process', process, 'reserve', reserve, 'at', now, 'state', 'claimed')
-- Longer than its key, so that a key that is known has its run.
redis.call('PEXPIRE', run, day + 60000)
redis.call('ZADD', base .. 'leases', now + lease, id)
redis.call('ZADD', live, now + lease, id)
redis.call('PEXPIRE', live, day)
own(owner, id, day)
count(owner, now, 1, reserve)
return { 'new' }
`

/** Gives a claim back of which nothing was sent: one that is claimed, or that this process could not dispatch for sure. */
export const release = `
local id, process = ARGV[1], ARGV[2]
local state, whose = unpack(redis.call('HMGET', nameOf('run', id), 'state', 'process'))
if state == 'claimed' or (state == 'dispatched' and whose == process) then
  redis.call('UNLINK', nameOf('log', id))
  giveBack(id)
end
return 1
`

/** The mark before the paid call: 1 for the one who may make it. */
export const dispatch = `
local id, process, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local run, log = nameOf('run', id), nameOf('log', id)
if redis.call('HGET', run, 'state') ~= 'claimed' then return 0 end
-- Empty, but there: so an entry that comes after it has gone can be told from the first.
redis.call('XADD', log, 'MAXLEN', 0, '0-1', 'x', '')
redis.call('PEXPIRE', log, day)
redis.call('HSET', run, 'state', 'dispatched', 'process', process)
redis.call('ZADD', base .. 'leases', now + lease, id)
redis.call('ZADD', nameOf('live', redis.call('HGET', run, 'owner')), now + lease, id)
ring(id, '0-1')
return 1
`

/** Cancels by key (`k`) or by id (`r`). */
export const cancel = `
local owner, kind, given, tombstone = unpack(ARGV)
local id = given
if kind == 'k' then
  local name = nameOf('key', given .. ':' .. owner)
  id = redis.call('GET', name)
  if not id then redis.call('SET', name, 'cancelled', 'PX', tombstone) end
  if not id or id == 'cancelled' then return 0 end
end
local run = nameOf('run', id)
local whose, state, process = unpack(redis.call('HMGET', run, 'owner', 'state', 'process'))
if whose ~= owner then return 0 end
if state == 'claimed' then giveBack(id, 'cancelled') end
if state ~= 'dispatched' then return 0 end
redis.call('HSET', run, 'cancelled', '1')
redis.call('ZREM', nameOf('live', owner), id)
local inbox = nameOf('inbox', process)
redis.call('XADD', inbox, 'MAXLEN', '~', 1000, '*', 'cancel', id)
redis.call('PEXPIRE', inbox, day)
return 1
`

/** A run by its id (`r`), or an owner's by key (`k`). */
export const find = `
local kind, given, owner = unpack(ARGV)
local id = given
if kind == 'k' then id = redis.call('GET', nameOf('key', given .. ':' .. owner)) end
return id and describe(id)
`
