-- ARGV: 3.. the seekers.
local people, searches = prefix .. 'lobby:people', prefix .. 'lobby:searches'
for number = 3, #ARGV do
  local seeker = ARGV[number]
  redis.call('DEL', key('lobby:met', seeker))
  local person = redis.call('HGET', people, seeker)
  redis.call('ZREM', prefix .. 'lobby:queue', seeker)
  redis.call('HDEL', people, seeker)
  if person and redis.call('HGET', searches, person) == seeker then
    redis.call('HDEL', searches, person)
  end
end
return {'ok'}
