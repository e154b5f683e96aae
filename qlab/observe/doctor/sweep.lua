--[[
  One page of a walk through a container of job ids, and what is odd about each job's hash. Read-only.

  KEYS[1]  any key of the queue, so that a cluster finds the node
  ARGV     base ("bull:q:"), suffix of the container, its type, first index, number of ids, from how many bytes on data
           or stack traces are odd, what follows the id in the name of a lock ("" not to look for locks), the field
           that holds the number of stalls ("" not to look for them)

  Returns {{id, …}, {id, {hash exists, bytes of data, bytes of stack traces, stalls, lock exists}, …}}: all ids of the
  page, then those without a hash, without data, with much of it, with stalls, and without a lock where one is looked for.
]]
local call, pcall = redis.call, redis.pcall
local base, suffix, kind, first, count = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local big, lock_suffix, stalls_field = tonumber(ARGV[6]), ARGV[7], ARGV[8]
local ids = call(kind == "list" and "LRANGE" or "ZRANGE", base .. suffix, first, first + count - 1)

local odd = {}
local function note(id, facts)
  odd[#odd + 1] = id
  odd[#odd + 1] = facts
end

for at = 1, #ids do
  local id = ids[at]
  local job = base .. id
  local data = pcall("HSTRLEN", job, "data") -- an error where the key is no hash
  if type(data) == "table" or data == 0 and call("EXISTS", job) == 0 then
    note(id, {0, 0, 0, 0, 0})
  else
    local stack, stalls, lock = call("HSTRLEN", job, "stacktrace"), 0, 1
    if stalls_field ~= "" then stalls = tonumber(call("HGET", job, stalls_field) or 0) or 0 end
    if lock_suffix ~= "" then lock = call("EXISTS", job .. lock_suffix) end
    if data == 0 or data >= big or stack >= big or stalls ~= 0 or lock == 0 then
      note(id, {1, data, stack, stalls, lock})
    end
  end
end
return {ids, odd}
