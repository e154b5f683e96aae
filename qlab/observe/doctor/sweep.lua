--[[
  One page of a walk through a container of job ids: what each job's hash says of itself. Read-only.

  KEYS[1]  any key of the queue, so that a cluster finds the node
  ARGV     base ("bull:q:"), suffix of the container, its type, first index, number of ids, what follows the id
           in the name of a lock ("" not to look for locks), the fields that may hold the number of stalls …

  Returns {id, {hash exists, bytes of data, bytes of stack traces, stalls, lock exists}, id, …}.
]]
local base, suffix, kind, first, count, lock_suffix = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local key, ids = base .. suffix, nil
if kind == "list" then
  ids = redis.call("LRANGE", key, first, first + count - 1)
else
  ids = redis.call("ZRANGE", key, first, first + count - 1)
end

local function stalls_of(job)
  for at = 7, #ARGV do
    local stalls = redis.call("HGET", job, ARGV[at])
    if stalls then return tonumber(stalls) or 0 end
  end
  return 0
end

local reply = {}
for _, id in ipairs(ids) do
  local job = base .. id
  reply[#reply + 1] = id
  if redis.call("TYPE", job).ok == "hash" then
    local lock, stalls = 0, 0
    if lock_suffix ~= "" then lock, stalls = redis.call("EXISTS", job .. lock_suffix), stalls_of(job) end
    reply[#reply + 1] = {1, redis.call("HSTRLEN", job, "data"), redis.call("HSTRLEN", job, "stacktrace"), stalls, lock}
  else
    reply[#reply + 1] = {0, 0, 0, 0, 0}
  end
end
return reply
