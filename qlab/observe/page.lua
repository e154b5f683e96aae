--[[
  Reads one page of a queue, or of each of several, in one atomic and read-only call, at a cost that does not depend on
  a queue's size.

  KEYS     any key of each queue (its meta key), so that a cluster finds the node
  ARGV[1]  msgpack {limit = n, now = ms, expiretime = bool, brief = bool,
                    roles = {{suffix, page}, …}, sampled = {suffix = true}, ids = {id, …},
                    bytes = n, longest = n, ms = n, fields = n, below = {":lock", …}, deduplication = {field, {{"de:", page}, …}}, schedulers = {suffix, "repeat:"}}
           `page`: which end of the container is read, "head" or "tail", "whole", or "bare" for nothing of it; `brief`: no
           encoding, no expiry; `rare`: more roles, most of which most queues lack: one EXISTS asks for them all
  ARGV[2…] for each queue what the names of its keys begin with: "bull:q:"

  Returns for each queue, packed by msgpack, {now in ms, {{key, field or "", bytes or elements not read, 1 if for want of time}, …},
           key, {type, encoding, expiry, size, bytes, value}, key, …}. `size` is exact, `value` at most
  `limit` elements of it. Of each job on a page, and of each id asked for, the hash and every key below it are read.
]]
local call, try = redis.call, redis.pcall
local options = cmsgpack.unpack(ARGV[1])
local base, limit = nil, options.limit
local BELOW, brief, expiretime = options.below, options.brief, options.expiretime
local DEDUPLICATION, HOLDERS = options.deduplication[1], options.deduplication[2]
local CROWD = 25

-- TIME is in no category that an observer's user is sure to have; without it, the observer's own clock must do.
local function now()
  local time = redis.pcall("TIME")
  return time.err and options.now or time[1] * 1000 + math.floor(time[2] / 1000)
end

local started = now()

local function expires(key)
  if expiretime then return call("PEXPIRETIME", key) end
  local left = call("PTTL", key)
  return left < 0 and -1 or started + left
end

-- A budget of bytes, so that no page blocks the server: where lengths can be had they are read first, elsewhere elements
-- come a few at a time until it is spent. What was not read is named in `cut`: key, field or "", and how much of it.
local left, longest, FEW, HEAD = 0, options.longest, 40, 1000
local cut, reply, seen

-- And a budget of time, for what is small may be many. It is spent when both clocks say so: the server's CPU time, where
-- Lua may ask for that, runs faster while other threads of the server are at work (freeing what was unlinked, say), and
-- the time of day runs on while the server waits for a processor. The first crowd of each container, and of its jobs, is
-- read in any case, or a slow server's page would show no job; but once it is late, no hash of many fields is.
local cpu = rawget(_G, "os")
local function cpu_time()
  return cpu and cpu.clock() * 1000 or math.huge
end

local function time_of_day()
  local time = redis.pcall("TIME")
  return time.err and math.huge or time[1] * 1000 + time[2] / 1000
end

local cpu_end, day_end, late = cpu_time() + options.ms, time_of_day() + options.ms, false
local timed = cpu_end < math.huge or day_end < math.huge
local function spent(taken)
  if taken and taken < CROWD then return false end
  late = late or timed and cpu_time() >= cpu_end and time_of_day() >= day_end
  return late
end

local function leave(key, field, what)
  cut[#cut + 1] = {key, field, what, late and 1 or 0}
end

local function weigh(elements)
  local bytes = 8 * #elements
  for at = 1, #elements do
    local each = elements[at]
    bytes = bytes + (type(each) == "table" and weigh(each) or #each)
  end
  return bytes
end

-- The same of a flat list of texts: to join them takes a quarter of the time of a loop, for it is done in C.
local function weigh_texts(texts)
  return 8 * #texts + #table.concat(texts)
end

-- How many elements are read next: few at first, for each may be large, and no more than are likely to be within budget.
local function few(taken, wanted, largest)
  return math.min(FEW, wanted - taken, math.max(1, 3 * taken), math.max(1, math.floor(left / math.max(1, largest))))
end

-- Elements of a container from one place to another, as `read(from, to)` gives them, in its order.
local function few_by_few(key, size, page, read)
  local found, count, parts, wanted, taken, largest = {}, 0, {}, math.min(size, limit), 0, 0
  while taken < wanted and left > 0 and not spent(taken) do
    local more = few(taken, wanted, largest)
    local first = page == "tail" and size - taken - more or taken
    local part = read(first, first + more - 1)
    local bytes = weigh_texts(part)
    left, taken, largest = left - bytes, taken + more, math.max(largest, bytes / more)
    parts[#parts + 1] = part
  end
  for at = 1, #parts do
    local part = parts[page == "tail" and #parts - at + 1 or at]
    for of = 1, #part do
      count = count + 1
      found[count] = part[of]
    end
  end
  if taken < wanted then leave(key, "", wanted - taken) end
  return size, found
end

-- What is small by its encoding is read at once; else each field's length is asked for first.
local MANY = 10000 -- names of fields: from here on they are too many to be read
local SMALL = {listpack = true, ziplist = true, intset = true, int = true, embstr = true}
local function small(encoding)
  return SMALL[encoding] and left > 0
end

local function hash_by_lengths(key, most)
  local found, names = {}, call("HKEYS", key)
  for at = 1, math.min(#names, most) do
    if at % CROWD == 0 and spent() then
      leave(key, "", #names - at + 1)
      return found
    end
    local field = names[at]
    local bytes = call("HSTRLEN", key, field)
    if bytes <= longest and bytes <= left then
      found[#found + 1] = field
      found[#found + 1] = call("HGET", key, field)
      left = left - bytes - #field
    else
      leave(key, field, bytes)
    end
  end
  if #names > most and most > limit then leave(key, "", #names - most) end
  return found
end

local READ = {
  string = function(key)
    local size = call("STRLEN", key)
    if size <= longest and size <= left then
      left = left - size
      return size, call("GET", key)
    end
    leave(key, "", size)
    return size, call("GETRANGE", key, 0, HEAD - 1)
  end,
  list = function(key, page)
    return few_by_few(key, call("LLEN", key), page, function(from, to) return call("LRANGE", key, from, to) end)
  end,
  zset = function(key, page)
    return few_by_few(key, call("ZCARD", key), page, function(from, to)
      return call("ZRANGE", key, from, to, "WITHSCORES")
    end)
  end,
  hash = function(key, page)
    local size = call("HLEN", key)
    local most = page == "whole" and options.fields or limit
    local encoding = call("OBJECT", "ENCODING", key)
    if size <= most and small(encoding) then
      local fields = call("HGETALL", key)
      left = left - weigh_texts(fields)
      return size, fields, encoding
    end
    if size < CROWD or size <= MANY and not spent() then return size, hash_by_lengths(key, most), encoding end
    local fields = left > 0 and not late and call("HSCAN", key, 0, "COUNT", limit)[2] or {}
    left = left - weigh_texts(fields)
    leave(key, "", size - #fields / 2)
    return size, fields, encoding
  end,
  set = function(key)
    local size, found, known, cursor, largest = call("SCARD", key), {}, {}, "0", 0
    local wanted = math.min(size, limit)
    if size <= limit and small(call("OBJECT", "ENCODING", key)) then
      found = call("SMEMBERS", key)
      left = left - weigh_texts(found)
      return size, found
    end
    repeat -- SSCAN gives whole buckets, so the last step may find some elements more than the budget allows
      if left <= 0 or spent(#found) then break end
      local part = call("SSCAN", key, cursor, "COUNT", few(#found, wanted, largest))
      local bytes = weigh_texts(part[2])
      cursor, left, largest = part[1], left - bytes, math.max(largest, bytes / math.max(1, #part[2]))
      for _, each in ipairs(part[2]) do
        if not known[each] then known[each], found[#found + 1] = true, each end
      end
    until cursor == "0" or #found >= wanted
    if #found < wanted then leave(key, "", wanted - #found) end
    return size, found
  end,
  stream = function(key)
    local size, entries, from, newest, largest = call("XLEN", key), {}, "+", {}, 0
    local wanted = math.min(size, limit)
    while #newest < wanted and left > 0 and not spent(#newest) do
      local part = call("XREVRANGE", key, from, "-", "COUNT", few(#newest, wanted, largest))
      if #part == 0 then break end
      local bytes = weigh(part)
      left, largest = left - bytes, math.max(largest, bytes / #part)
      for _, each in ipairs(part) do newest[#newest + 1] = each end
      from = "(" .. part[#part][1]
    end
    for at = #newest, 1, -1 do entries[#entries + 1] = newest[at] end
    if #newest < wanted then leave(key, "", wanted - #newest) end
    return size, entries
  end,
}

-- A hash whose encoding says that it is small: then nobody needs to ask for its type and its length.
local LISTPACK = {listpack = true, ziplist = true}
local function small_hash(key)
  local encoding = left > 0 and call("OBJECT", "ENCODING", key)
  local fields = LISTPACK[encoding] and try("HGETALL", key)
  if fields and not fields.err then return fields, encoding end
end

local function answer(key, kind, encoding, size, value)
  local state = {kind, brief and "" or encoding, brief and -1 or expires(key), size, -1, value}
  local last = #reply
  reply[last + 1], reply[last + 2] = key, state
  return state
end

local function add(key, page)
  if seen[key] then return nil end
  seen[key] = true
  local kind = call("TYPE", key).ok
  if kind == "none" then return nil end
  local size, value, encoding = 0, "", nil
  if page == "bare" then
    value = kind == "string" and "" or {}
  elseif READ[kind] then
    size, value, encoding = READ[kind](key, page)
  end
  return answer(key, kind, encoding or brief or call("OBJECT", "ENCODING", key), size, value)
end

local function add_holders(fields)
  for at = 1, #fields, 2 do
    if fields[at] == DEDUPLICATION then
      for _, kind in ipairs(HOLDERS) do add(base .. kind[1] .. fields[at + 1], kind[2]) end
    end
  end
end

-- Most jobs' hashes are small and none of them names a deduplication id, which one look at all of its texts together
-- says sooner than a look at each. A page is made of little else, so this is the short way.
local function add_hash(id)
  local key = base .. id
  if seen[key] then return end
  local fields, encoding = small_hash(key)
  if not fields then
    local state = add(key, "whole")
    if state and state[1] == "hash" then add_holders(state[6]) end
    return
  end
  seen[key] = true
  local joined = table.concat(fields)
  left = left - 8 * #fields - #joined
  answer(key, "hash", encoding, #fields / 2, fields)
  if string.find(joined, DEDUPLICATION, 1, true) then add_holders(fields) end
end

-- Whether any of the jobs from one place of a list to another has a key below its hash.
local function any_below(ids, from, to)
  local keys, count, suffixes = {}, 0, #BELOW
  for at = from, to do
    local job = base .. ids[at]
    for of = 1, suffixes do
      count = count + 1
      keys[count] = job .. BELOW[of]
    end
  end
  return call("EXISTS", unpack(keys)) > 0
end

-- Most jobs have no key below their hash, so a crowd of them is asked for together first.
local function add_crowd(ids, from, all)
  local to = math.min(from + CROWD - 1, #ids)
  for at = from, to do
    if at % 5 == 0 and not all and spent(at - 1) then to = at - 1 break end
    add_hash(ids[at])
  end
  if #BELOW > 0 and any_below(ids, from, to) then
    for at = from, to do
      if any_below(ids, at, at) then
        for _, suffix in ipairs(BELOW) do add(base .. ids[at] .. suffix, "tail") end
      end
    end
  end
end

-- The jobs of several lists, a crowd of each in turn, for the time may be spent before all are read.
local function add_jobs(lists)
  local from, more = 1, true
  while more and not spent(from - 1) do
    more = false
    for _, ids in ipairs(lists) do
      if from <= #ids and not spent(from - 1) then add_crowd(ids, from) end
      more = more or from + CROWD <= #ids
    end
    from = from + CROWD
  end
end

-- The ids on a container's page, those first whose turn is next, and how many elements each takes there.
local function ids_on(state, page)
  local ids, count, value, width = {}, 0, state[6], state[1] == "zset" and 2 or 1
  local first, last, step = 1, #value - width + 1, width
  if page == "tail" then first, last, step = last, first, -step end
  for at = first, last, step do
    count = count + 1
    ids[count] = value[at]
  end
  return ids, width
end

-- Of a page, the ids whose jobs were read: the others might look as if they had no hash.
local function shorten(key, state, width)
  local kept, dropped = {}, 0
  for at = 1, #state[6], width do
    if seen[base .. state[6][at]] then
      for more = at, at + width - 1 do kept[#kept + 1] = state[6][more] end
    else
      dropped = dropped + 1
    end
  end
  state[6] = kept
  if dropped > 0 then leave(key, "", dropped) end
end

-- An id that was asked for joins its container's page where it lies outside of it. A long list is looked through at
-- both ends only; what lies deeper the observer finds with further pages.
local function place(id, suffix, state)
  local key = base .. suffix
  if state[1] == "zset" then
    local score = call("ZSCORE", key, id)
    if not score then return end
    for at = 1, #state[6], 2 do if state[6][at] == id then return end end
    table.insert(state[6], id)
    table.insert(state[6], score)
  elseif state[1] == "list" then
    for _, known in ipairs(state[6]) do if known == id then return end end
    local found = call("LPOS", key, id, "MAXLEN", options.depth)
    if not (found or call("LPOS", key, id, "RANK", -1, "MAXLEN", options.depth)) then return end
    table.insert(state[6], 1, id)
  end
end

local function any_rare()
  local keys = {}
  for at, role in ipairs(options.rare) do keys[at] = base .. role[1] end
  return #keys > 0 and call("EXISTS", unpack(keys)) > 0
end

local function read_queue(from)
  base, left, cut, seen = from, options.bytes, {}, {}
  reply = {started, cut}
  local pages, ends = {}, {}
  for _, roles in ipairs({options.roles, any_rare() and options.rare or {}}) do
    for _, role in ipairs(roles) do
      local suffix, page = role[1], role[2]
      pages[suffix], ends[suffix] = add(base .. suffix, page), page
    end
  end
  for _, id in ipairs(options.ids) do
    for suffix in pairs(options.sampled) do if pages[suffix] then place(id, suffix, pages[suffix]) end end
  end
  for at = 1, #options.ids, CROWD do add_crowd(options.ids, at, true) end -- whoever was asked for is read
  local lists, widths = {}, {}
  for suffix, wanted in pairs(options.sampled) do
    local state = pages[suffix]
    if state and wanted and (state[1] == "list" or state[1] == "zset") then
      lists[#lists + 1], widths[suffix] = ids_on(state, ends[suffix])
    end
  end
  add_jobs(lists)
  if late then for suffix, width in pairs(widths) do shorten(base .. suffix, pages[suffix], width) end end
  local schedulers = pages[options.schedulers[1]]
  if schedulers and schedulers[1] == "zset" then
    local first = ids_on(schedulers, "head")
    for at = 1, #first do
      if spent() then break end
      add(base .. options.schedulers[2] .. first[at], "whole")
    end
  end
  return reply
end

-- Packed into one text each: to answer with ten thousand small ones took a third of the whole call.
local replies = {}
for at = 2, #ARGV do replies[at - 1] = cmsgpack.pack(read_queue(ARGV[at])) end
return replies
