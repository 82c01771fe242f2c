-- ARGV: 3 code, 4 epoch, 5 number of the write, 6 snapshot, 7 whom to give it to.
local code, to = ARGV[3], ARGV[7]
local refused = refusal(code, tonumber(ARGV[4]), tonumber(ARGV[5]))
if refused then
  return refused
elseif redis.call('GET', key('proc', to)) ~= 'up' then
  return {'ok', 0}
end
move(code, me, to)
-- The new owner numbers its writes by itself.
redis.call('HSET', key('room', code), 'owner', to, 'epoch', next_epoch(tonumber(ARGV[4])), 'snap', ARGV[6], 'write', 0)
redis.call('HDEL', key('room', code), 'was')
return {'ok', 1}
