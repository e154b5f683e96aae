--[[
  One page of a walk over the keyspace: of the keys SCAN comes across, those that belong to a queue itself. Read-only.
  One suffix is a queue's only where the key has a certain type: `failed`, which also ends a job's failed children.
  SCAN names all keys, TYPE is refused for those that this user may not read: such a one is passed over.

  ARGV[1]  the cursor, "0" at first
  ARGV[2]  how many keys to look at
  ARGV[3]  that suffix
  ARGV[4]  and its type
  ARGV[5…] the ends of the names of a queue's own keys, such as "meta"

  Returns {next cursor, {key, …}}.
]]
local own = {}
for at = 5, #ARGV do own[ARGV[at]] = true end
local page = redis.call("SCAN", ARGV[1], "COUNT", ARGV[2])
local found = {}
for _, key in ipairs(page[2]) do
  local suffix = string.match(key, ":([^:]+)$")
  if suffix and own[suffix] and (suffix ~= ARGV[3] or redis.pcall("TYPE", key).ok == ARGV[4]) then
    found[#found + 1] = key
  end
end
return {page[1], found}
