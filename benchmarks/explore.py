"""Two other ways to read all that BullMQ has written: a raw script, and the script that people usually write."""

from __future__ import annotations

from typing import Any

import redis

RAW = """
local found, cursor = {}, "0"
repeat
  local page = redis.call("SCAN", cursor, "MATCH", ARGV[1], "COUNT", 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do found[key] = true end
until cursor == "0"
local read = {
  string = function(key) return redis.call("GET", key) end,
  list = function(key) return redis.call("LRANGE", key, 0, -1) end,
  hash = function(key) return redis.call("HGETALL", key) end,
  zset = function(key) return redis.call("ZRANGE", key, 0, -1, "WITHSCORES") end,
  set = function(key) return redis.call("SMEMBERS", key) end,
  stream = function(key) return redis.call("XRANGE", key, "-", "+") end,
}
local reply = {}
for key in pairs(found) do
  local kind = redis.call("TYPE", key).ok
  reply[#reply + 1] = {
    key, kind, redis.call("OBJECT", "ENCODING", key), redis.call("PEXPIRETIME", key),
    redis.call("MEMORY", "USAGE", key), read[kind](key),
  }
end
return reply
"""
"""Key, type, encoding, expiry, memory and value of every key: what a snapshot holds, and nothing made of it."""


class RawReader:
    """Reads everything in one script call.

    Args:
        url: Where the server is.
        pattern: Which keys.
    """

    def __init__(self, url: str, pattern: str) -> None:
        # Text decoded as qlab decodes it; redis-py parses with hiredis where it is installed, and qlab requires it.
        self._client = redis.Redis.from_url(
            url, decode_responses=True, encoding_errors="surrogateescape", socket_timeout=None
        )
        self._pattern = pattern
        self._sha: Any = self._client.script_load(RAW)

    def __call__(self) -> list[Any]:
        """Return each key with what is known of it, as redis-py gives it."""
        reply: Any = self._client.evalsha(self._sha, 0, self._pattern)
        return list(reply)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


class Exploration:
    """What one finds in many a blog and README: KEYS, then TYPE and a read for each key. Not atomic."""

    def __init__(self, url: str, pattern: str) -> None:
        self._client: Any = redis.Redis.from_url(url, decode_responses=True, socket_timeout=None)
        self._pattern = pattern

    def __call__(self) -> dict[str, Any]:
        """Return each key's value."""
        return {key: self._read(key) for key in self._client.keys(self._pattern)}

    def _read(self, key: str) -> Any:
        client = self._client
        match client.type(key):
            case "string":
                return client.get(key)
            case "list":
                return client.lrange(key, 0, -1)
            case "hash":
                return client.hgetall(key)
            case "zset":
                return client.zrange(key, 0, -1, withscores=True)
            case "set":
                return client.smembers(key)
            case "stream":
                return client.xrange(key)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
