-- ARGV: 3 the page, or '' for none, 4 how long (ms) it is kept if nobody posts it again. Only pages of living processes
-- are read, so that the time only keeps the dead from leaving theirs behind.
if ARGV[3] == '' then
  redis.call('DEL', key('lobby:page', me))
else
  redis.call('SET', key('lobby:page', me), ARGV[3], 'PX', ARGV[4])
end
return {'ok'}
