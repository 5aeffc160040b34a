/** Renews what one process holds: pairs of id and whether its log is broken. Answers `ok`, `cancelled`, `ended` or `gone` for each. */
export const renew = `
local lease, answers = tonumber(ARGV[1]), {}
for index = 2, #ARGV, 2 do
  local id, broken = ARGV[index], ARGV[index + 1] == '1'
  local run = nameOf('run', id)
  local state, owner, cancelled, log = unpack(redis.call('HMGET', run, 'state', 'owner', 'cancelled', 'log'))
  local answer = 'ok'
  if not state then answer = 'gone'
  elseif state == 'ended' then answer = 'ended'
  else
    redis.call('ZADD', base .. 'leases', now + lease, id)
    if cancelled then answer = 'cancelled' else redis.call('ZADD', nameOf('live', owner), 'XX', now + lease, id) end
    if broken and log ~= 'broken' then
      redis.call('HSET', run, 'log', 'broken')
      redis.call('UNLINK', nameOf('log', id))
      ring(id, last)
    end
  end
  answers[#answers + 1] = answer
end
return answers
`

/** Adds the last entry and settles. The first end counts, whoever writes it. */
export const end = `
local id, position, json, bytes, broken = unpack(ARGV, 1, 5)
local micro, again, logLife, owedLife = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local run, log = nameOf('run', id), nameOf('log', id)
local state, owner, at, reserve, reported = unpack(redis.call('HMGET', run, 'state', 'owner', 'at', 'reserve', 'reported'))
if state ~= 'dispatched' then return 0 end

local whole = broken == '0'
if whole then
  local entry = { 'XADD', log, 'NOMKSTREAM', position .. '-0', 'j', json, 'e', '1' }
  if bytes ~= '' then entry[#entry + 1] = 'b' entry[#entry + 1] = bytes end
  local added = redis.pcall(unpack(entry))
  whole = type(added) == 'string'
end
if whole then redis.call('PEXPIRE', log, reported and logLife or owedLife)
else
  redis.call('UNLINK', log)
  redis.call('HSET', run, 'log', 'broken')
end
redis.call('HSET', run, 'state', 'ended', 'endedAt', now)
if now - tonumber(at) < day then
  redis.call('HINCRBY', nameOf('day', owner), 'u' .. stepOf(tonumber(at), 3600000), micro - tonumber(reserve))
end
leave(id, owner)
if reported then redis.call('HSET', run, 'facts', '') else redis.call('ZADD', base .. 'owed', now + again, id) end
ring(id, last)
return 1
`

/** What a reader needs to know who found nothing more: `live`, `ended`, `broken` or `gone`. Ends the run when it is lost. */
export const watch = `
local id, entry, owedLife = unpack(ARGV)
if tonumber(redis.call('ZSCORE', base .. 'leases', id) or now + 1) <= now then expire(id, entry, owedLife) end
local run = describe(id)
if not run then return 'gone' end
if run[8] == 0 then return 'broken' end
return run[7] == 'ended' and 'ended' or 'live'
`

/** Ends what is lost, then takes runs whose report is due. */
export const takeUnreported = `
local entry, owedLife, again = ARGV[1], ARGV[2], tonumber(ARGV[3])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 64)) do
  expire(id, entry, owedLife)
end
local runs = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'owed', '-inf', now, 'LIMIT', 0, 16)) do
  local run = describe(id)
  if run then
    redis.call('ZADD', base .. 'owed', now + again, id)
    runs[#runs + 1] = run
  else redis.call('ZREM', base .. 'owed', id) end
end
return runs
`

/** Its report was heard: what the run was about is forgotten, and its log may go. */
export const acknowledge = `
local id, logLife = ARGV[1], tonumber(ARGV[2])
local run = nameOf('run', id)
local state, endedAt = unpack(redis.call('HMGET', run, 'state', 'endedAt'))
redis.call('ZREM', base .. 'owed', id)
if not state then return 0 end
redis.call('HSET', run, 'reported', '1')
if state == 'ended' then
  redis.call('HSET', run, 'facts', '')
  redis.call('PEXPIRE', nameOf('log', id), math.max(0, endedAt + logLife - now))
end
return 1
`

/** A piece of a turn that is written aside. */
export const addToTurn = `
local turn = nameOf('turn', ARGV[1])
redis.call('RPUSH', turn, ARGV[2])
redis.call('PEXPIRE', turn, ARGV[3])
return 1
`

/** Shows a turn that was written aside, with what it is made of at its end, under its name. */
export const publishTurn = `
local id, owner, aside, contents, life = unpack(ARGV)
local turn = nameOf('turn', id)
redis.call('RPUSH', nameOf('turn', aside), contents)
redis.call('RENAME', nameOf('turn', aside), turn)
redis.call('PEXPIRE', turn, life)
own(owner, id, tonumber(life))
return 1
`

/** A turn that is used begins its life again. */
export const renewTurn = `
local id, owner, life = unpack(ARGV)
redis.call('PEXPIRE', nameOf('turn', id), life)
own(owner, id, tonumber(life))
return 1
`

/** Forgets logs and turns of what has ended. */
export const erase = `
local owned = nameOf('owned', ARGV[1])
for _, id in ipairs(redis.call('ZRANGE', owned, 0, -1)) do
  local state = redis.call('HGET', nameOf('run', id), 'state')
  redis.call('UNLINK', nameOf('turn', id))
  if state ~= 'claimed' and state ~= 'dispatched' then
    redis.call('UNLINK', nameOf('log', id), nameOf('bell', id))
    redis.call('ZREM', owned, id)
  end
end
return 1
`
