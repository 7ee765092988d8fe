local hold = holdOf(ARGV[1], ARGV[2])
return hold and hold.seats or {}
