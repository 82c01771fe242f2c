-- The process stays known for as long as it has rooms: they are found by it.
redis.call('DEL', key('proc', me))
if redis.call('SCARD', key('rooms', me)) == 0 then
  redis.call('ZREM', prefix .. 'procs', me)
end
return {'ok'}
