local found = {'ok'}
for _, process in ipairs(redis.call('ZRANGE', prefix .. 'procs', 0, -1)) do
  local page = lives(process) and redis.call('GET', key('lobby:page', process))
  if page then
    found[#found + 1] = page
  end
end
return found
