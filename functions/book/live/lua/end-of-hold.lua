local json = endOf(ARGV[1], ARGV[2])
return json ~= 'reused' and json
