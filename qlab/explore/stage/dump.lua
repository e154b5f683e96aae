--[[
  Read every key in the explorer's database, and stretch each TTL that was just set, so that it never ends by itself.
  The explorer keeps the ends of TTLs in virtual time. Streams are deleted, and only named: events, which no script reads.

  ARGV[1]  the TTL that keys are stretched to, ms

  Returns, as msgpack, {key, type, ttl, value, key, …}: `ttl` is -1 without a TTL, -2 where it is stretched already, else
  what is left in ms; `value` is msgpack in its turn.
]]
local call, pack = redis.call, cmsgpack.pack
local held = tonumber(ARGV[1])
local out, n = {}, 0
for _, key in ipairs(call("KEYS", "*")) do
  local kind, value = call("TYPE", key).ok, nil
  if kind == "hash" then value = call("HGETALL", key)
  elseif kind == "list" then value = call("LRANGE", key, 0, -1)
  elseif kind == "zset" then value = call("ZRANGE", key, 0, -1, "WITHSCORES")
  elseif kind == "set" then value = call("SMEMBERS", key)
  elseif kind == "string" then value = call("GET", key) end
  if value then
    local ttl = call("PTTL", key)
    if ttl >= 0 and ttl < held / 2 then call("PEXPIRE", key, held)
    elseif ttl >= 0 then ttl = -2 end
    out[n + 1], out[n + 2], out[n + 3], out[n + 4] = key, kind, ttl, pack(value)
    n = n + 4
  else
    call("DEL", key)
    out[n + 1], out[n + 2], out[n + 3], out[n + 4] = key, kind, -1, ""
    n = n + 4
  end
end
return pack(out)
