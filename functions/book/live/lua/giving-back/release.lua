local hold = holdOf(ARGV[1], ARGV[2])
if not hold then return ARGV[3] == '' and 0 or -1 end
if not isNamed(hold, ARGV[3]) then return -1 end
drop(ARGV[1], hold)
bump()
return 1
