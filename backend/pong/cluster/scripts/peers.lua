local found = {'ok'}
for _, process in ipairs(redis.call('ZRANGE', prefix .. 'procs', 0, -1)) do
  local state = redis.call('GET', key('proc', process))
  if state then
    found[#found + 1] = {process, state, redis.call('SCARD', key('rooms', process))}
  end
end
return found
