local verdict = versions(ARGV[2], ARGV[3])
if verdict ~= 'ready' then return {verdict} end
local found = {'ok'}
for id in string.gmatch(redis.call('HGET', buyers, listOf(ARGV[1])) or '', '%S+') do
  local hold = holdOf(id, ARGV[1], ARGV[4])
  if hold then
    local reply = told(hold)
    reply[1] = id
    found[#found + 1] = {hold.keys or '', reply}
  end
end
return found
