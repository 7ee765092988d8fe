local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return ARGV[3] == '' and 0 or -1 end
if not isNamed(hold, ARGV[3]) then return -1 end
-- The same order is being placed twice: whoever gives up first leaves the seats to the other.
local others = {}
for name in string.gmatch(ARGV[4] ~= '' and hold.sharers or '', '%S+') do
  if name ~= ARGV[4] then others[#others + 1] = name end
end
if #others > 0 then
  hold.sharers = table.concat(others, ' ')
  putHold(ARGV[1], hold)
  return 0
end
drop(ARGV[1], hold)
bump()
return 1
