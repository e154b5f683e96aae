--[[
  What an event stream says of itself, by which a watcher notices what it missed. Read-only.

  KEYS[1]  the event stream
  ARGV     if wanted, the id of an entry
  Returns  {length, id of the first entry or "", the stream's last id, entries ever added or -1, entries after that one}
]]
if redis.call("TYPE", KEYS[1]).ok ~= "stream" then return {0, "", "0-0", 0, 0} end
local facts, info = {}, redis.call("XINFO", "STREAM", KEYS[1])
for at = 1, #info, 2 do facts[info[at]] = info[at + 1] end
local first = facts["first-entry"]
local after = ARGV[1] and #redis.call("XRANGE", KEYS[1], "(" .. ARGV[1], "+") or 0
return {facts["length"], first and first[1] or "", facts["last-generated-id"], facts["entries-added"] or -1, after}
