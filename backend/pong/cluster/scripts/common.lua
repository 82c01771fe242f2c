-- Stands before every script. ARGV: 1 the keys' prefix, 2 the calling process, then the script's own.
-- Names of keys are made here and not declared: which ones a script touches depends on who owns the room. So this is
-- for one Redis, not for a cluster of them.
local prefix, me = ARGV[1], ARGV[2]

local function key(kind, name)
  return prefix .. kind .. ':' .. name
end

-- Milliseconds. The only clock that ownership knows: those of the processes differ.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function lives(process)
  return redis.call('EXISTS', key('proc', process)) == 1
end

-- Not yet, while owners may still be putting their rooms back after a loss.
local function settled(settling_ms)
  local since = redis.call('HGET', prefix .. 'era', 'since')
  return since and now() - tonumber(since) >= settling_ms
end

-- Milliseconds, so that a room that was lost and is opened anew starts above what it had.
local function next_epoch(old)
  return math.max((old or 0) + 1, now())
end

-- From one process's index to another's; `from` may be false.
local function move(code, from, to)
  if from and from ~= to then
    redis.call('SREM', key('rooms', from), code)
  end
  redis.call('SADD', key('rooms', to), code)
end

-- Why this process may not write at this epoch, or nil. A record of an earlier epoch than the writer's is one that the
-- ledger has fallen back to. A write that comes after a later one of the same owner has lain in a socket for so long
-- that its caller has given it up: it must not undo what came meanwhile.
local function refusal(code, epoch, write)
  local owner, at, newest = unpack(redis.call('HMGET', key('room', code), 'owner', 'epoch', 'write'))
  if not owner or tonumber(at) < epoch then
    return {'missing'}
  elseif owner ~= me or tonumber(at) > epoch then
    return {'fenced'}
  elseif write < tonumber(newest) then
    return {'late'}
  end
end
