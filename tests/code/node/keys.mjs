// Reads the keys that a script left, and deletes them: type, value, what is left of its life in ms.
const READ = {
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: async (redis, key) => (await redis.smembers(key)).sort(),
  stream: async (redis, key) => (await redis.xrange(key, "-", "+")).map(([, fields]) => fields),
  string: (redis, key) => redis.get(key),
  zset: (redis, key) => redis.zrange(key, 0, -1, "WITHSCORES"),
};

export async function taken(redis) {
  const found = {};
  for (const key of (await redis.keys("*")).sort()) {
    const type = await redis.type(key);
    found[key] = [type, await READ[type](redis, key), await redis.pttl(key)];
    await redis.del(key);
  }
  return found;
}
