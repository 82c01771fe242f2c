-- ARGV: 3 code, 4 epoch, 5 number of the write, 6 snapshot, 7 n, 8 how many events come with it (1, or 0 for a match
-- that ends without one), 9 the event, and for a match that ends 10 its id, 11 its result.
local code, write, n, fresh = ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[7]), tonumber(ARGV[8])
local refused = refusal(code, tonumber(ARGV[4]), write)
if refused then
  return refused
end
local events = key('ev', code)
local held = redis.call('LLEN', events)
if held < n - fresh then
  return {'missing'}
elseif held < n then
  held = redis.call('RPUSH', events, ARGV[9])
end
redis.call('HSET', key('room', code), 'n', held, 'snap', ARGV[6], 'write', write)
if ARGV[10] and redis.call('HSETNX', prefix .. 'outbox', ARGV[10], ARGV[11]) == 1 then
  redis.call('ZADD', prefix .. 'outbox:since', now(), ARGV[10])
end
return {'ok'}
