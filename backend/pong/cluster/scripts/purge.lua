-- ARGV: 3 code, 4 epoch. A record of an earlier epoch goes as well: it is one that the ledger has fallen back to.
local code, epoch = ARGV[3], tonumber(ARGV[4])
local owner, at = unpack(redis.call('HMGET', key('room', code), 'owner', 'epoch'))
if not owner then
  return {'ok'}
elseif tonumber(at) > epoch or (tonumber(at) == epoch and owner ~= me) then
  return {'fenced'}
end
redis.call('DEL', key('room', code), key('ev', code))
redis.call('SREM', key('rooms', owner), code)
return {'ok'}
