--[[
  Write keys back as they were, in one atomic call. A key that is not restored is not touched.

  KEYS     the keys to write
  ARGV     three per key: its type ("" deletes the key), its value as msgpack, and its TTL in ms ("" for none)

  Values have the shape that read.lua returns: {field, value, …} for a hash, {member, score, …} for a sorted set,
  {{id, {field, value, …}}, …} for a stream.
]]
local call, unpacked = redis.call, cmsgpack.unpack
local MOST = 4000 -- Lua's stack takes some 8,000 values; an even number keeps pairs together

local function in_parts(command, key, items)
  for first = 1, #items, MOST do
    call(command, key, unpack(items, first, math.min(first + MOST - 1, #items)))
  end
end

local write = {
  hash = function(key, fields) in_parts("HSET", key, fields) end,
  list = function(key, items) in_parts("RPUSH", key, items) end,
  set = function(key, members) in_parts("SADD", key, members) end,
  string = function(key, text) call("SET", key, text) end,
  zset = function(key, members)
    for i = 1, #members, 2 do call("ZADD", key, members[i + 1], members[i]) end
  end,
  stream = function(key, entries)
    if #entries == 0 then call("XADD", key, "MAXLEN", 0, "0-1", "", "") end -- a stream may be there and be empty
    for _, entry in ipairs(entries) do call("XADD", key, entry[1], unpack(entry[2])) end
  end,
}

for i, key in ipairs(KEYS) do
  local kind, packed, ttl = ARGV[i * 3 - 2], ARGV[i * 3 - 1], ARGV[i * 3]
  call("DEL", key)
  if kind ~= "" then
    write[kind](key, unpacked(packed))
    if ttl ~= "" then call("PEXPIRE", key, ttl) end
  end
end
