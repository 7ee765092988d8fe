if redis.call('HGET', meta, 'built') ~= ARGV[1] or nowMs - ARGV[2] > BELIEVED_MS then return 0 end
keepForSales()
for i = 3, #ARGV, 3 do
  local seat, seen, order = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if order ~= '' then
    if not isGone(order, seat) then sellSeats({seat}, {order}) end
  elseif string.sub(seen, 1, 1) == 's' and redis.call('HGET', owners, seat) == seen then
    freeSeat(seat, sold)
  end
end
bump()
return 1
