--[[
  Which jobs of one page of a container may hold a text. Read-only. What is certain the client decides, in all letters:
  here a job counts where its texts, in small ASCII letters, hold the text, or hold a letter that may become a part of it.

  KEYS[1]  any key of the queue, so that a cluster finds the node
  ARGV     base ("bull:q:"), suffix of the container, the command that reads its ids, first index, number of ids, the text
           in small letters ("" where it is not ASCII, and only the letters count), from how many bytes on a field is left
           to the client, after how many bytes the page ends, number of fields, the fields, and the letters

  Returns {how many ids were looked at, {id, …}}.
]]
local call, pcall = redis.call, redis.pcall
local base, suffix, command, first, count = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local text, long, most, number = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local fields, letters = {}, {}
for at = 10, 9 + number do fields[at - 9] = ARGV[at] end
for at = 10 + number, #ARGV do letters[at - 9 - number] = ARGV[at] end
local ids = pcall(command, base .. suffix, first, first + count - 1)
if ids.err then return {0, {}} end

local function holds(value)
  if text ~= "" and string.find(string.lower(value), text, 1, true) then return true end
  for at = 1, #letters do
    if string.find(value, letters[at], 1, true) then return true end
  end
  return false
end

local bytes = 0
local function may_hold(id)
  local job = base .. id
  for at = 1, number do
    local length = pcall("HSTRLEN", job, fields[at]) -- an error where the key is no hash
    if type(length) == "table" or length >= long then return true end
    bytes = bytes + length
  end
  if holds(id) then return true end
  local values = call("HMGET", job, unpack(fields))
  for at = 1, number do
    if values[at] and holds(values[at]) then return true end
  end
  return false
end

local found = {}
for at = 1, #ids do
  if may_hold(ids[at]) then found[#found + 1] = ids[at] end
  if bytes >= most then return {at, found} end
end
return {#ids, found}
