-- What went wrong, as text: Redis 6 throws that, later ones a table.
local function textOf(thrown)
  return type(thrown) == 'table' and thrown.err or tostring(thrown)
end

-- What Redis itself refuses (READONLY, OOM, MISCONF …), from its code on: Redis 6 says where before. An ERR or a WRONGTYPE is
-- about what was asked.
local function redisErrorIn(text)
  local code = string.match(text, '^(%u+) ') or string.match(text, ': %-(%u+) ')
  return code and code ~= 'ERR' and code ~= 'WRONGTYPE' and string.sub(text, (string.find(text, code, 1, true)))
end
