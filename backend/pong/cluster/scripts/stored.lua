-- ARGV: 3 the match's id.
redis.call('HDEL', prefix .. 'outbox', ARGV[3])
redis.call('ZREM', prefix .. 'outbox:since', ARGV[3])
return {'ok'}
