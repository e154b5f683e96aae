--[[
  One page of a walk over the keyspace: of the keys SCAN comes across, those that belong to a queue itself. Read-only.
  (`failed` is a queue's where it is a sorted set; a hash of that name holds the failures of a job's children.)
  SCAN names all keys, TYPE is refused for those that this user may not read: such a one is passed over.

  ARGV[1]  the cursor, "0" at first
  ARGV[2]  how many keys to look at
  ARGV[3…] the ends of the names of a queue's own keys, such as "meta"

  Returns {next cursor, {key, …}}.
]]
local own = {}
for at = 3, #ARGV do own[ARGV[at]] = true end
local page = redis.call("SCAN", ARGV[1], "COUNT", ARGV[2])
local found = {}
for _, key in ipairs(page[2]) do
  local suffix = string.match(key, ":([^:]+)$")
  if suffix and own[suffix] and (suffix ~= "failed" or redis.pcall("TYPE", key).ok == "zset") then
    found[#found + 1] = key
  end
end
return {page[1], found}
