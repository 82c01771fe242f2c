-- ARGV: 3 "up" or "draining", 4 the lease in ms, 5 a name for the era, if there is none.
-- An era begins with the first beat after the ledger was empty: a process that finds another one than last time knows
-- that everything was lost in between.
local held = lives(me) and 1 or 0
local time, era = now(), prefix .. 'era'
redis.call('SET', key('proc', me), ARGV[3], 'PX', ARGV[4])
redis.call('ZADD', prefix .. 'procs', time, me)
if redis.call('HSETNX', era, 'id', ARGV[5]) == 1 then
  redis.call('HSET', era, 'since', time)
end
return {'ok', held, redis.call('HGET', era, 'id'), time}
