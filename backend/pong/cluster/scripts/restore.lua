-- ARGV: 3 code, 4 epoch, 5 number of the write, 6 snapshot, 7 version of records, then the events.
-- `was` is the epoch that a room was put back from: who has not heard the answer may put it back once more from there,
-- though the room has a later epoch by then.
local code, epoch, write = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local room, events = key('room', code), key('ev', code)
if not lives(me) then
  return {'no lease'}
end
local owner, at, newest, was = unpack(redis.call('HMGET', room, 'owner', 'epoch', 'write', 'was'))
local mine = owner == me and (tonumber(at) == epoch or was == ARGV[4])
if owner and not mine and tonumber(at) >= epoch then
  return {'fenced'}
elseif mine and write < tonumber(newest) then
  return {'late'}
end
local fresh = next_epoch(math.max(epoch, tonumber(at or 0)))
move(code, owner, me)
redis.call('DEL', events)
for i = 8, #ARGV do
  redis.call('RPUSH', events, ARGV[i])
end
redis.call('HSET', room, 'owner', me, 'epoch', fresh, 'was', epoch, 'write', write)
redis.call('HSET', room, 'n', #ARGV - 7, 'snap', ARGV[6], 'ver', ARGV[7])
return {'ok', fresh}
