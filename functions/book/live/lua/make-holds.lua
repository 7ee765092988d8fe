-- Holds of one event, one after the other. begins: where in ARGV each begins.
local function holdAll(begins)
  local verdicts, ids, named, holders = {}, {}, {}, {}
  local longest, version, numbering, verdict = 0, nil, nil, nil
  for n, at in ipairs(begins) do
    if version ~= ARGV[at + AT_VERSION] or numbering ~= ARGV[at + AT_NUMBERING] then
      version, numbering = ARGV[at + AT_VERSION], ARGV[at + AT_NUMBERING]
      verdict = isReady(tonumber(version), tonumber(numbering))
    end
    verdicts[n] = verdict
    longest = math.max(longest, ARGV[at + AT_MAX_MS])
    if verdict == 'ready' then
      ids[#ids + 1], holders[#holders + 1] = ARGV[at + AT_HOLD], ARGV[at + AT_BUYER]
      if ARGV[at + AT_KIND] == 'seats' or ARGV[at + AT_KIND] == 'chosen' then
        for i = at + AT_WANTED, at + AT_COUNT + ARGV[at + AT_COUNT] do named[#named + 1] = ARGV[i] end
      elseif ARGV[at + AT_KIND] == 'best' then
        choosers = choosers + 1
      end
    end
  end
  keepForHolds(longest)
  -- Whoever ends first tells whether there are holds at all, and whether any has expired.
  local ends = redis.call('ZRANGE', expiry, 0, 0, 'WITHSCORES')[2]
  local more = #ids > 0 and ends and tonumber(ends) <= nowMs and expire() == EXPIRED_AT_ONCE
  known, owned, heldByBuyer = fetch(holds, ids, not ends), fetch(owners, named), fetch(buyers, holders, not ends)
  -- As a rule nobody is to be paused.
  if #holders > 0 and redis.call('EXISTS', strikes) == 0 then
    for _, buyer in ipairs(holders) do struck[buyer], struck[cancelledBy(buyer)] = false, false end
  end
  local replies = {}
  for n, at in ipairs(begins) do
    local done, reply = pcall(judge, at, verdicts[n], more)
    -- One that cannot be judged has decided nothing: the others go on. What Redis refuses, it refuses all of them.
    local text = not done and textOf(reply)
    if text and redisErrorIn(text) then error(text, 0) end
    replies[n] = done and reply or {'error', text}
  end
  write()
  refilled = refilled or emptied
  if #changed > 0 and (emptied or not ends) then keepHolds() end
  if emptied or #changed > 0 then bump() end
  return replies
end

local replies, at, event = {}, RULES + RULE_COUNT, 0
while at <= #ARGV do
  local begins, count = {}, tonumber(ARGV[at])
  at = at + 1
  for n = 1, count do
    begins[n] = at
    at = at + AT_COUNT + 3 + ARGV[at + AT_COUNT]
  end
  event = event + 1
  goTo(event)
  openLedger()
  local done, answers = pcall(holdAll, begins)
  local text = not done and textOf(answers)
  if text and redisErrorIn(text) then return redis.error_reply(redisErrorIn(text)) end
  for n = 1, count do replies[#replies + 1] = done and answers[n] or {'error', text} end
end
return replies
