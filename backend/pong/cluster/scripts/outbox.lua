-- ARGV: 3 limit, 4 how long they have waited at least, in ms.
local until_ms, found = now() - tonumber(ARGV[4]), {'ok'}
local ids = redis.call('ZRANGEBYSCORE', prefix .. 'outbox:since', '-inf', until_ms, 'LIMIT', 0, ARGV[3])
for i, id in ipairs(ids) do
  found[i + 1] = {id, redis.call('HGET', prefix .. 'outbox', id)}
end
return found
