-- ARGV: 3 limit. Drawn by lot, so that processes that look at the same time do not all reach for the same rooms.
-- A dead process is forgotten with its last room.
local limit, found = tonumber(ARGV[3]), {'ok'}
for _, process in ipairs(redis.call('ZRANGE', prefix .. 'procs', 0, -1)) do
  if not lives(process) then
    for _, code in ipairs(redis.call('SRANDMEMBER', key('rooms', process), limit + 1 - #found)) do
      found[#found + 1] = code
    end
    if redis.call('SCARD', key('rooms', process)) == 0 then
      redis.call('ZREM', prefix .. 'procs', process)
    end
  end
end
return found
