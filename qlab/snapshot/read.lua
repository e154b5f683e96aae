--[[
  Reads keys whole, or only what may have changed, in one atomic call. It writes nothing but what the two options say.

  KEYS     the keys to read; none: every key that matches the pattern
  ARGV[1]  msgpack {pattern = glob, memory = bool, expiretime = bool,
                    streams = {[key] = {size = n, after = id}}: streams whose entries the caller has up to there; of
                               such a one is returned what is under ARGV[2…],
                    hold = ms: a key that has less than half of it to live is given all of it; 0: none is,
                    sentinel = a key that nobody uses, written and deleted where no TTL was held, so that whoever tracks
                               changes is told of a key, and with it of whatever changed before}; all but
                    expiretime and hold may be left out
  ARGV[2…] one msgpack request a key: {} reads all of it,
             {ends = n}         a list: its length and its first and last n elements
             {probe = {m, …}}   a sorted set: its size and the scores of these members
             {after = id, size = n}  a stream: its length, the entries after id, and its first entry where those and
                                the n before do not add up

  Returns {the keys whose TTL it held, 1 if it touched the sentinel, how many clients are connected (-1: the server does
  not tell), msgpack}; the latter is {now in ms, key, type, encoding, expiry, size, bytes, value, key, …}: seven elements a key, in the
  order asked for. A key that does not exist has type "none". `value` is msgpack in its turn: one string is passed on
  much faster than a table of strings, and need not be taken apart before somebody looks at it. It is "" for a stream
  that the caller has already. `expiry` is -1 without TTL, else the moment in ms since the epoch: as the server tells it
  where it has PEXPIRETIME (Redis 7.0 and later), else worked out from PTTL and TIME.
]]
local call, pack = redis.call, cmsgpack.pack
local options = cmsgpack.unpack(ARGV[1])
local memory, expiretime, hold, sentinel = options.memory, options.expiretime, options.hold, options.sentinel
local held = {}
local ALL = {}

local function whole(kind, key)
  if kind == "hash" then local fields = call("HGETALL", key) return #fields / 2, fields end
  if kind == "list" then local items = call("LRANGE", key, 0, -1) return #items, items end
  if kind == "string" then local text = call("GET", key) return #text, text end
  if kind == "stream" then local entries = call("XRANGE", key, "-", "+") return #entries, entries end
  if kind == "zset" then local members = call("ZRANGE", key, 0, -1, "WITHSCORES") return #members / 2, members end
  if kind == "set" then local members = call("SMEMBERS", key) return #members, members end
  return 0, ""
end

local function part(kind, key, request)
  if request == ALL then return whole(kind, key) end
  if request.ends and kind == "list" then
    return call("LLEN", key), {call("LRANGE", key, 0, request.ends - 1), call("LRANGE", key, -request.ends, -1)}
  end
  if request.probe and kind == "zset" then
    local scores = {}
    for i, member in ipairs(request.probe) do scores[i] = call("ZSCORE", key, member) or "" end
    return call("ZCARD", key), scores
  end
  if request.after and kind == "stream" then
    local size, appended = call("XLEN", key), call("XRANGE", key, "(" .. request.after, "+")
    -- As many as there should be: nothing was trimmed, and the first entry is the one it was.
    local first = size ~= request.size + #appended and call("XRANGE", key, "-", "+", "COUNT", 1) or {}
    return size, {first, appended}
  end
  return whole(kind, key)
end

local function now()
  local time = call("TIME")
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function expires(key)
  if expiretime then return call("PEXPIRETIME", key) end
  local moment, left
  repeat -- before 7.0, time passes inside a script: the sum is exact where all is done within one millisecond
    moment, left = now(), call("PTTL", key)
  until left < 0 or now() == moment
  return left < 0 and -1 or moment + left
end

-- Ids only grow: with the same last one, and as many entries, a stream is what it was.
local function as_known(key, stream)
  if not stream or call("XLEN", key) ~= stream.size then return false end
  local newest = call("XREVRANGE", key, "+", "-", "COUNT", 1)[1]
  return newest and newest[1] == stream.after
end

-- Before 7.0, a script that has asked the time writes only after this.
local function writing()
  if not expiretime then redis.replicate_commands() end
end

local function stretch(key)
  if call("PEXPIRE", key, string.format("%.0f", hold)) == 1 then held[#held + 1] = key end
end

-- A server that is full or cannot save refuses to write: then there is no sentinel.
local function touch(key)
  return redis.pcall("SET", key, "").ok and call("DEL", key) or 0
end

local function clients()
  local told = redis.pcall("INFO", "clients")
  return type(told) == "string" and tonumber(string.match(told, "connected_clients:(%d+)")) or -1
end

if hold > 0 or sentinel then writing() end
local reply, last = {now()}, 1
local function add(key, kind, request)
  reply[last + 1], reply[last + 2] = key, kind
  if kind == "none" then
    reply[last + 3], reply[last + 4], reply[last + 5], reply[last + 6], reply[last + 7] = "", -1, 0, -1, ""
  else
    local stream = kind == "stream" and options.streams and options.streams[key]
    local size, value
    if as_known(key, stream) then
      size, value = stream.size, ""
    else
      size, value = part(kind, key, stream or request)
      value = pack(value)
    end
    local expiry = expires(key)
    -- A stream has but one encoding, which is called as it is.
    reply[last + 3], reply[last + 4], reply[last + 5] = kind == "stream" and kind or call("OBJECT", "ENCODING", key), expiry, size
    if expiry >= 0 and expiry - reply[1] < hold / 2 then stretch(key) end
    reply[last + 6] = memory and call("MEMORY", "USAGE", key) or -1
    reply[last + 7] = value
  end
  last = last + 7
end

-- SCAN may return a key twice, and tells the types apart more cheaply than a TYPE for each key.
local function add_matching(pattern, kind)
  local seen, cursor = {}, "0"
  repeat
    local page = call("SCAN", cursor, "MATCH", pattern, "COUNT", 1000, "TYPE", kind)
    cursor = page[1]
    for _, key in ipairs(page[2]) do
      if not seen[key] then add(key, kind, ALL) end
      seen[key] = true
    end
  until cursor == "0"
end

if not options.pattern then
  for i, key in ipairs(KEYS) do add(key, call("TYPE", key).ok, cmsgpack.unpack(ARGV[i + 1])) end
else
  for _, kind in ipairs({"string", "list", "set", "hash", "zset", "stream"}) do add_matching(options.pattern, kind) end
end
local told = sentinel and #held == 0 and touch(sentinel) or 0
return {held, told, options.pattern and -1 or clients(), pack(reply)}
