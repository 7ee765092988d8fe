-- What Redis itself refuses (READONLY, OOM, MISCONF …), from its code on: Redis 6 says where before. An ERR or a WRONGTYPE is
-- about what was asked.
local function refusalIn(text)
  local code = string.match(text, '^(%u+) ') or string.match(text, ': %-(%u+) ')
  return code and code ~= 'ERR' and code ~= 'WRONGTYPE' and string.sub(text, (string.find(text, code, 1, true)))
end

local begins, verdicts, ids, named, payers = {}, {}, {}, {}, {}
local at, n, longest, version, chart, verdict = RULES + 5, 0, 0, nil, nil, nil
while at <= #ARGV do
  if version ~= ARGV[at] or chart ~= ARGV[at + 1] then
    version, chart = ARGV[at], ARGV[at + 1]
    verdict = isReady(tonumber(version), tonumber(chart))
  end
  n = n + 1
  begins[n], verdicts[n] = at, verdict
  local stop = at + 11 + ARGV[at + 11]
  longest = math.max(longest, ARGV[at + 5])
  if verdict == 'ready' then
    ids[#ids + 1], payers[#payers + 1] = ARGV[at + 2], ARGV[at + 3]
    if ARGV[at + 10] == 'seats' or ARGV[at + 10] == 'chosen' then
      for i = at + 12, stop do named[#named + 1] = ARGV[i] end
    elseif ARGV[at + 10] == 'best' then
      choosers = choosers + 1
    end
  end
  at = stop + 3
end
keepForHolds(longest)
-- Whoever ends first tells whether there are holds at all, and whether any has expired.
local ends = redis.call('ZRANGE', expiry, 0, 0, 'WITHSCORES')[2]
local more = #ids > 0 and ends and tonumber(ends) <= nowMs and expire() == EXPIRED_AT_ONCE
known, owned, bought = fetch(holds, ids, not ends), fetch(owners, named), fetch(buyers, payers, not ends)
-- As a rule nobody is to be paused.
if #payers > 0 and redis.call('EXISTS', strikes) == 0 then
  for _, buyer in ipairs(payers) do struck[buyer] = false end
end
local replies = {}
for i = 1, n do
  local done, reply = pcall(judge, begins[i], verdicts[i], more)
  -- One that cannot be judged has decided nothing: the others go on. What Redis refuses, it refuses all of them.
  local text = not done and (type(reply) == 'table' and reply.err or tostring(reply))
  local refusal = text and refusalIn(text)
  if refusal then return redis.error_reply(refusal) end
  replies[i] = done and reply or {'error', text}
end
write()
refilled = emptied
if #changed > 0 and (emptied or not ends) then keepHolds() end
if emptied or #changed > 0 then bump() end
return replies
