--[[
  Of some keys those that have the type that BullMQ gives them: other programs' keys end in the same words. Read-only.
  TYPE is refused for those that this user may not read: such a one is passed over.

  ARGV  in pairs, the name of a key and its type

  Returns {place of the key among the pairs, …}, from 0 on.
]]
local found = {}
for at = 1, #ARGV, 2 do
  if redis.pcall("TYPE", ARGV[at]).ok == ARGV[at + 1] then found[#found + 1] = (at - 1) / 2 end
end
return found
