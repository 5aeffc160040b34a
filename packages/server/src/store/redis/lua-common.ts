/**
 * What stands before every script. All keys of a store begin with the one that is given, whose hash tag puts them on one
 * slot: a claim looks at amounts, places and keys in one step, and one connection waits for all runs at once. So in a
 * cluster a store lies on one node; two prefixes are two stores.
 *
 * | key | |
 * |---|---|
 * | `key:<key>:<owner>` | text: the run's id, or `cancelled` |
 * | `run:<id>` | hash: what was claimed, its state, its amounts |
 * | `log:<id>` | stream: entry n has the id `n-0`; `j` its JSON, `b` its bytes, `e` on the last one |
 * | `bell:<id>` | stream of one empty entry, whose id is that of the log's last: what readers wait for, as it is small |
 * | `leases` | sorted set: live runs, by when they are lost |
 * | `live:<owner>` | the same of one owner; a run that was cancelled is not in it |
 * | `owed` | sorted set: runs to report, by when that is due |
 * | `minute:<owner>`, `day:<owner>` | hash: runs (`r<step>`) and millionths of a dollar (`u<step>`) by step |
 * | `owned:<owner>` | sorted set: runs and turns to erase, by when the last of them is gone |
 * | `turn:<id>` | list: pieces of a turn, and what it is made of at the end |
 * | `inbox:<process>` | stream: what one process has to know at once |
 */
export const common = `
local base = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local day = 86400000
-- Behind every entry there can be.
local last = '9007199254740991-0'

local function nameOf(kind, id) return base .. kind .. ':' .. id end
local function stepOf(at, width) return string.format('%.0f', math.floor(at / width)) end

local function ring(id, entry)
  local bell = nameOf('bell', id)
  -- One that rang for the last time stays so.
  redis.pcall('XADD', bell, 'MAXLEN', 1, entry, 'x', '')
  redis.call('PEXPIRE', bell, entry == last and 600000 or day)
end

-- Adds to what an owner has used, at the time of a claim.
local function count(owner, at, runs, micro)
  local minute, hours = nameOf('minute', owner), nameOf('day', owner)
  redis.call('HINCRBY', minute, 'r' .. stepOf(at, 5000), runs)
  redis.call('PEXPIRE', minute, 120000)
  redis.call('HINCRBY', hours, 'r' .. stepOf(at, 3600000), runs)
  redis.call('HINCRBY', hours, 'u' .. stepOf(at, 3600000), micro)
  redis.call('PEXPIRE', hours, day + 3600000)
end

-- What is to be erased with an owner, for as long as there is any of it.
local function own(owner, id, life)
  local owned = nameOf('owned', owner)
  redis.call('ZREMRANGEBYSCORE', owned, '-inf', now)
  redis.call('ZADD', owned, 'GT', now + life, id)
  local newest = redis.call('ZREVRANGE', owned, 0, 0, 'WITHSCORES')
  redis.call('PEXPIREAT', owned, newest[2])
end

local function leave(id, owner)
  redis.call('ZREM', base .. 'leases', id)
  redis.call('ZREM', nameOf('live', owner), id)
end

-- As if it had never been claimed. Its readers find that it is gone.
local function giveBack(id, keyValue)
  local run = nameOf('run', id)
  local owner, key, at, reserve = unpack(redis.call('HMGET', run, 'owner', 'key', 'at', 'reserve'))
  leave(id, owner)
  count(owner, tonumber(at), -1, -tonumber(reserve))
  redis.call('DEL', run)
  local name = nameOf('key', key .. ':' .. owner)
  if keyValue then redis.call('SET', name, keyValue, 'PX', day) else redis.call('DEL', name) end
  ring(id, last)
end

-- A run whose lease is over: lost, or never begun. The first who finds it writes its end.
local function expire(id, entry, owedLife)
  local run = nameOf('run', id)
  local state, owner, log = unpack(redis.call('HMGET', run, 'state', 'owner', 'log'))
  if not state then redis.call('ZREM', base .. 'leases', id) return end
  if state == 'claimed' then giveBack(id) return end
  if state ~= 'dispatched' then leave(id, owner) return end
  local stream = nameOf('log', id)
  if log ~= 'broken' and redis.call('EXISTS', stream) == 1 then
    local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
    local position = newest and tonumber(string.match(newest[1], '^%d+')) or 0
    local json = string.gsub(entry, '{runId}', id)
    redis.call('XADD', stream, string.format('%.0f-0', position + 1), 'j', json, 'e', '1')
    redis.call('PEXPIRE', stream, owedLife)
  end
  redis.call('HSET', run, 'state', 'ended', 'endedAt', now)
  leave(id, owner)
  redis.call('ZADD', base .. 'owed', now, id)
  ring(id, last)
end

-- A run as it is told: eight values, or nothing.
local function describe(id)
  local run = nameOf('run', id)
  local fields = redis.call('HMGET', run, 'owner', 'key', 'hash', 'facts', 'token', 'state', 'log')
  if not fields[6] then return false end
  local whole = fields[6] == 'claimed' or (fields[7] ~= 'broken' and redis.call('EXISTS', nameOf('log', id)) == 1)
  return { id, fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], whole and 1 or 0 }
end
`
