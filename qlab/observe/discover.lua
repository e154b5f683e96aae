--[[
  One page of a walk over the keyspace: of the keys SCAN comes across, those that belong to a queue itself. Read-only.
  A key is a queue's only where it has the type that BullMQ gives it: other keys end in the same words.
  SCAN names all keys, TYPE is refused for those that this user may not read: such a one is passed over.

  ARGV[1]  the cursor, "0" at first
  ARGV[2]  how many keys to look at
  ARGV[3…] in pairs, the ends of the names of a queue's own keys, such as "meta", each with its type

  Returns {next cursor, {key, …}}.
]]
local own = {}
for at = 3, #ARGV, 2 do own[ARGV[at]] = ARGV[at + 1] end
local page = redis.call("SCAN", ARGV[1], "COUNT", ARGV[2])
local found = {}
for _, key in ipairs(page[2]) do
  local suffix = string.match(key, ":([^:]+)$")
  local kind = suffix and own[suffix]
  if kind and (kind == "" or redis.pcall("TYPE", key).ok == kind) then found[#found + 1] = key end
end
return {page[1], found}
