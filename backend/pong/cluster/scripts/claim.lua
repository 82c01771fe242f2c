-- ARGV: 3 code, 4 number of the write, 5 version of records, 6 settling ms, 7 "1" for a fresh room, 8 its snapshot.
local code, write, version = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local room = key('room', code)
if not lives(me) then
  return {'no lease'}
end
local owner, old, ver, newest = unpack(redis.call('HMGET', room, 'owner', 'epoch', 'ver', 'write'))
if not owner then
  if not settled(tonumber(ARGV[6])) then
    return {'unsettled'}
  elseif ARGV[7] ~= '1' then
    return {'absent'}
  end
  redis.call('HSET', room, 'n', 0, 'snap', ARGV[8], 'ver', version)
elseif owner ~= me and lives(owner) then
  return {'owned', owner, 1}
elseif ver ~= version then
  -- Left to a process that can read it.
  return {'owned', owner, 0}
elseif owner == me and write < tonumber(newest) then
  return {'late'}
end
local epoch = next_epoch(old)
move(code, owner, me)
redis.call('HSET', room, 'owner', me, 'epoch', epoch, 'write', write)
redis.call('HDEL', room, 'was')
return {'ok', epoch, redis.call('HGET', room, 'snap'), redis.call('LRANGE', key('ev', code), 0, -1)}
