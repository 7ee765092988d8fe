-- Holds of one event, one after the other. begins: where in ARGV each begins.
local function holdAll(begins)
  local verdicts, ids, named, payers = {}, {}, {}, {}
  local longest, version, chart, verdict = 0, nil, nil, nil
  for n, at in ipairs(begins) do
    if version ~= ARGV[at] or chart ~= ARGV[at + 1] then
      version, chart = ARGV[at], ARGV[at + 1]
      verdict = isReady(tonumber(version), tonumber(chart))
    end
    verdicts[n] = verdict
    longest = math.max(longest, ARGV[at + 5])
    if verdict == 'ready' then
      ids[#ids + 1], payers[#payers + 1] = ARGV[at + 2], ARGV[at + 3]
      if ARGV[at + 10] == 'seats' or ARGV[at + 10] == 'chosen' then
        for i = at + 12, at + 11 + ARGV[at + 11] do named[#named + 1] = ARGV[i] end
      elseif ARGV[at + 10] == 'best' then
        choosers = choosers + 1
      end
    end
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
  for n, at in ipairs(begins) do
    local done, reply = pcall(judge, at, verdicts[n], more)
    -- One that cannot be judged has decided nothing: the others go on. What Redis refuses, it refuses all of them.
    local text = not done and textOf(reply)
    if text and refusalIn(text) then error(text, 0) end
    replies[n] = done and reply or {'error', text}
  end
  write()
  refilled = emptied
  if #changed > 0 and (emptied or not ends) then keepHolds() end
  if emptied or #changed > 0 then bump() end
  return replies
end

local replies, at, event = {}, RULES + 5, 0
while at <= #ARGV do
  local begins, count = {}, tonumber(ARGV[at])
  at = at + 1
  for n = 1, count do
    begins[n] = at
    at = at + 14 + ARGV[at + 11]
  end
  event = event + 1
  goTo(event)
  openLedger()
  local done, answers = pcall(holdAll, begins)
  local text = not done and textOf(answers)
  if text and refusalIn(text) then return redis.error_reply(refusalIn(text)) end
  for n = 1, count do replies[#replies + 1] = done and answers[n] or {'error', text} end
end
return replies
