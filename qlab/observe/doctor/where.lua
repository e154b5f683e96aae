--[[
  Where one job is, at one moment: the suspicion of a walk, which takes many moments, confirmed or not. Read-only.

  KEYS[1]  any key of the queue, so that a cluster finds the node
  ARGV     base ("bull:q:"), id, how deep to look into a list, what follows the id in its lock's name,
           the suffixes of the containers …

  Returns {hash exists, lock exists, 1 where a list was too long to look through, suffix that holds the id, …}.
]]
local base, id, depth, lock = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local reply = {redis.call("EXISTS", base .. id), redis.call("EXISTS", base .. id .. lock), 0}
for at = 5, #ARGV do
  local key = base .. ARGV[at]
  local kind = redis.call("TYPE", key).ok
  if kind == "zset" and redis.call("ZSCORE", key, id) then
    reply[#reply + 1] = ARGV[at]
  elseif kind == "list" then
    if redis.call("LPOS", key, id, "MAXLEN", depth) then
      reply[#reply + 1] = ARGV[at]
    elseif redis.call("LLEN", key) > depth then
      reply[3] = 1
    end
  end
end
return reply
