--[[
  What an event stream says of itself, by which a watcher notices what it missed; and hashes of jobs. Read-only.

  KEYS[1]  the event stream
  ARGV     "info", and, if wanted, the id of an entry
  Returns  {length, id of the first entry or "", the stream's last id, entries ever added or -1, entries after that one}

  ARGV     "jobs", base ("bull:q:"), id, …
  Returns  {{field, value, …} or {}, …}, in order
]]
if ARGV[1] == "jobs" then
  local reply = {}
  for at = 3, #ARGV do
    local key = ARGV[2] .. ARGV[at]
    reply[#reply + 1] = redis.call("TYPE", key).ok == "hash" and redis.call("HGETALL", key) or {}
  end
  return reply
end

if redis.call("TYPE", KEYS[1]).ok ~= "stream" then return {0, "", "0-0", 0, 0} end
local facts, info = {}, redis.call("XINFO", "STREAM", KEYS[1])
for at = 1, #info, 2 do facts[info[at]] = info[at + 1] end
local first = facts["first-entry"]
local after = ARGV[2] and #redis.call("XRANGE", KEYS[1], "(" .. ARGV[2], "+") or 0
return {facts["length"], first and first[1] or "", facts["last-generated-id"], facts["entries-added"] or -1, after}
