-- ARGV: 3 how long (ms) an answer is kept, 4 how long a room to which somebody was sent, 5 number of open rooms, their
-- codes, then for each seeker: its name, person, '1' for a search that begins, a code for a new room, number of rooms to
-- avoid, their codes. All keys lie below lobby:, those of seekers are forgotten with their process.
local at = 3
local function argument()
  at = at + 1
  return ARGV[at - 1]
end
local kept_ms, sent_ms = argument(), argument()
local queue, people, searches = prefix .. 'lobby:queue', prefix .. 'lobby:people', prefix .. 'lobby:searches'

local function list()
  local found = {}
  for number = 1, tonumber(argument()) do
    found[number] = argument()
  end
  return found
end

local function forget(seeker)
  local person = redis.call('HGET', people, seeker)
  redis.call('ZREM', queue, seeker)
  redis.call('HDEL', people, seeker)
  if person and redis.call('HGET', searches, person) == seeker then
    redis.call('HDEL', searches, person)
  end
end

local function forget_the_dead()
  for _, seeker in ipairs(redis.call('ZRANGE', queue, 0, -1)) do
    if not lives(string.match(seeker, '^(.*)/')) then
      forget(seeker)
    end
  end
end

local function met(seeker, code)
  redis.call('SET', key('lobby:met', seeker), code, 'PX', kept_ms)
  forget(seeker)
  return {1, code}
end

local function contains(codes, wanted)
  for _, code in ipairs(codes) do
    if code == wanted then
      return true
    end
  end
end

local function open_room(rooms, avoid)
  for _, code in ipairs(rooms) do
    if not contains(avoid, code) and redis.call('SET', key('lobby:sent', code), '1', 'NX', 'PX', sent_ms) then
      return code
    end
  end
end

-- The one who has waited longest. A person has one search in the queue, so that it is somebody else.
local function other(seeker)
  for _, found in ipairs(redis.call('ZRANGE', queue, 0, -1)) do
    if found ~= seeker then
      return found
    end
  end
end

-- Whether the search goes on: it begins, or the person has not begun a later one.
local function goes_on(seeker, person, begins)
  local present = redis.call('HGET', searches, person)
  if present and present ~= seeker then
    if begins ~= '1' then
      return false
    end
    forget(present)
  end
  redis.call('HSET', searches, person, seeker)
  redis.call('HSET', people, seeker, person)
  if not redis.call('ZSCORE', queue, seeker) then
    local last = redis.call('ZRANGE', queue, -1, -1, 'WITHSCORES')
    redis.call('ZADD', queue, (tonumber(last[2]) or 0) + 1, seeker)
  end
  return true
end

local function answer(rooms, seeker, person, begins, fresh, avoid)
  local code = redis.call('GET', key('lobby:met', seeker))
  if code then
    return {1, code}
  elseif not goes_on(seeker, person, begins) then
    return {2, ''}
  end
  code = open_room(rooms, avoid)
  if code then
    return met(seeker, code)
  end
  local found = other(seeker)
  if not found or redis.call('EXISTS', key('room', fresh)) == 1 then
    return {0, ''}
  end
  met(found, fresh)
  return met(seeker, fresh)
end

if not lives(me) then
  return {'no lease'}
end
forget_the_dead()
local rooms, answers = list(), {'ok'}
while at <= #ARGV do
  answers[#answers + 1] = answer(rooms, argument(), argument(), argument(), argument(), list())
end
return answers
