-- ARGV: 3 code, 4 epoch, 5 number of the write, 6 snapshot, 7 "1" if a new match begins: events are those of one match.
local code, write = ARGV[3], tonumber(ARGV[5])
local refused = refusal(code, tonumber(ARGV[4]), write)
if refused then
  return refused
end
redis.call('HSET', key('room', code), 'snap', ARGV[6], 'write', write)
if ARGV[7] == '1' then
  redis.call('DEL', key('ev', code))
  redis.call('HSET', key('room', code), 'n', 0)
end
return {'ok'}
