-- ARGV: 3 code, 4 settling ms.
local owner = redis.call('HGET', key('room', ARGV[3]), 'owner')
if owner then
  return {'owned', owner, lives(owner) and 1 or 0}
elseif settled(tonumber(ARGV[4])) then
  return {'absent'}
end
return {'unsettled'}
