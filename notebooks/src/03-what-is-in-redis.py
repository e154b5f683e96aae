# %% [markdown]
# # What is in Redis?
#
# Every key of a queue, and what it means.
#
# *25 minutes. You need a little Python and no Redis: every command you use is explained where it first appears.*
#
# At the end you can
#
# - **03-a** name the keys of a queue, the type of each, and what it is for
# - **03-b** find a job's state with Redis commands alone
# - **03-c** read a score: when a delayed job is due
# - **03-d** say what the marker is for, and why it comes and goes

# %% [markdown]
# ## Where we are
#
# ```
#  your program                Redis                      workers
#  queue.add(…) ── script ──▶  lists, sets  ◀── script ── take,
#                              hashes,                    complete,
#                              a stream                   fail
# ```
#
# A queue's jobs, their order and their results are in Redis; programs and workers meet there. Most changes are one
# Lua script, which Redis runs without interruption. (Not without a trace: an error half-way leaves what was written.)
# Whoever reads these keys sees the whole queue, though not how its workers are set up. Let us read them.

# %%
import qlab
from qlab import Lab

# %% [markdown]
# ## One job, and what it leaves
#
# A lab starts a Redis-compatible server of its own, Valkey, and it is empty: not even the queue is there.
# We are about to add a single job. Before you run on: **how many keys** will there be, and what is each for? Give
# a reason; a weak one will do.

# %%
keys = qlab.predict("One job is added to a new queue. How many keys are in Redis then?",
                    1, 2, 6, 13, about="03-a")  # fmt: skip
keys

# %%
(one := Lab()).queue("email").add("welcome", {"to": "ada@example.com"})
one.last

# %%
keys.compare(len(one.last.after.keys()))

# %% [markdown]
# One script counted an id, wrote the job's hash, pushed the id into `wait`, rang a bell (`marker`), and wrote the
# journal (`events`). Open "9 commands" above to see each.
#
# ## A fuller queue
#
# Another lab: job 1 succeeds, job 2 fails for good, job 3 is active, and job 4 waits. Others are delayed,
# prioritized, or wait for a child.
#
# <!-- nestjs: add-bulk -->
#
# <!-- nestjs: log -->
#
# <!-- nestjs: delay -->
#
# <!-- nestjs: priority -->

# %%
redis, email = (lab := Lab()).redis, lab.queue("email")
email.add_bulk([(name, {"to": "ada@example.com"}) for name in ("welcome", "receipt", "invoice", "notice")])
email.take().complete("250 OK")
email.take().fail("SMTP 550: mailbox unavailable")
(sending := email.take()).log("connected to the mail server")

# %%
email.add("reminder", {"to": "alan@example.com"}, delay="4s")
email.add("newsletter", {"to": "list@example.com"}, priority=3)
lab.queue("pdf")
invoice = {"name": "invoice-pdf", "queue": "pdf", "options": {"jobId": "invoice-7"}}
order = lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order-7"}, "children": [invoice]})

# %% [markdown]
# ## The classic exploration script
#
# This is the script almost everyone writes first: `KEYS`, then `TYPE` and a read for each key. (It prints the names
# of a hash's fields, and only the length of the stream.) Before you run it, think of `active`, where the ids of
# running jobs are: BullMQ's architecture page calls it a set. Is it one?

# %%
kind = qlab.predict("Of which Redis type is the key `active`?", "set", "list", "zset", "hash", about="03-a2")
kind

# %%
read = {"list": lambda k: redis.lrange(k, 0, -1), "hash": redis.hkeys, "set": redis.smembers,
    "zset": lambda k: redis.zrange(k, 0, -1, withscores=True), "string": redis.get, "stream": redis.xlen}  # fmt: skip
for key in sorted(redis.keys("bull:email:*")):
    print(f"{key.removeprefix('bull:email:'):20} {redis.type(key):6} {read[redis.type(key)](key)}")

# %%
kind.compare(redis.type("bull:email:active"))

# %% [markdown]
# The script works, with three faults. `KEYS` stops the server while it looks through everything. Between two calls
# the queue moves on, so a job may show twice, or not at all. And numbers come without a meaning. A **snapshot** is
# one read-only script, with the meaning next to each raw value; a figure of it follows, with its table.

# %%
lab.snapshot()

# %%
ax = qlab.plot.anatomy(lab.snapshot(), "email", jobs=1)
parts = qlab.plot.anatomy.table(lab.snapshot(), "email").query("role != 'job' and role != 'events'")
parts[["key", "part", "raw", "meaning"]]

# %% [markdown]
# ### Exercise 03-a
#
# Without looking up: write the Redis type of each of these five keys in place of the question marks, as the
# script named them (`string`, `list`, `set`, `hash`, `zset`, `stream`). Ask yourself what the queue must be able
# to do with each: push and pop, sort, count, or look up by name.

# %% tags=["exercise"]
# student => types = {"wait": "?", "delayed": "?", "meta": "?", "events": "?", "id": "?"}
# solution:
types = {"wait": "list", "delayed": "zset", "meta": "hash", "events": "stream", "id": "string"}
# end
qlab.check("03-a", types, lab)

# %% [markdown]
# ## Where is a job's state?
#
# Look at the fields of a job's hash above: `name`, `data`, `opts`, `timestamp` and more. Job 3 is active. Now someone
# in a hurry writes a field `state` with the value `completed` into its hash, by hand. **Which state** will BullMQ
# report for job 3 after that, and why?

# %%
state = qlab.predict("Somebody writes state=completed into the hash of job 3. Its state?",
                     "completed", "active", "unknown", about="03-b")  # fmt: skip
state

# %%
with lab.observe("a field by hand") as by_hand:
    redis.hset(sending.key, "state", "completed")
by_hand

# %%
state.compare(sending.state)

# %%
with lab.observe("the other way round: no field, but the id of job 4, moved by hand") as by_hand:
    redis.lmove("bull:email:wait", "bull:email:active")
by_hand

# %% [markdown]
# The field changed nothing; the id made job 4 `active`, though no worker has it. `wait` is *gone*: Redis keeps no
# empty list.
#
# ### Exercise 03-b
#
# Write `where(id)`: the name of the container that holds the id, such as `"delayed"`, else `None`. Use
# `redis.lrange(key, 0, -1)` for lists and `redis.zrange(key, 0, -1)` for sorted sets; their keys begin with
# `bull:email:`.


# %% tags=["exercise"]
# student => def where(id):
# student =>     return None
# solution:
def where(id):
    ids = {name: redis.lrange(f"bull:email:{name}", 0, -1) for name in ("wait", "active")}
    for name in ("delayed", "prioritized", "completed", "failed", "waiting-children"):
        ids[name] = redis.zrange(f"bull:email:{name}", 0, -1)
    return next((name for name in ids if id in ids[name]), None)


# %%
qlab.check("03-b", where, lab)

# %% [markdown]
# ## What is in a score?
#
# A sorted set keeps its members in order of a number, the **score**. In `delayed` that is the order in which jobs fall
# due. In a new lab, two reminders are added at 1767225600000 ms (the first moment of 2026, counted from 1970), with the
# same delay of 4 s. **How far apart** are their scores?

# %%
score = qlab.predict("Two reminders are due in the same millisecond. How far apart are their scores?",
                     "they are equal", "1 apart", "4096 apart", about="03-c")  # fmt: skip
score

# %%
two = (other := Lab()).queue("email").add_bulk([("reminder", None, {"delay": "4s"})] * 2)
first, second = (int(other.redis.zscore("bull:email:delayed", job.id)) for job in two)
first, second, divmod(second, 4096)

# %%
score.compare({0: "they are equal", 1: "1 apart", 4096: "4096 apart"}[second - first])

# %% [markdown]
# `7238556073984000` = `1767225604000` ms × 4096 + `0`. Equal scores would be sorted by id as text, 10 before 9;
# the factor leaves room for a sequence. (`prioritized` packs likewise: priority × 2³² + a counter.)
#
# ### Change one thing
#
# Change `delay` and run again: `"4s"`, `"1h"`, `250` (ms). When is the second number 1? How do you get a 2?

# %%
delay = "4s"
late = email.add("reminder", {"to": "grace@example.com"}, delay=delay)
divmod(int(lab.redis.zscore("bull:email:delayed", late.id)), 4096)

# %% [markdown]
# ### Exercise 03-c
#
# In a production system you find a job in `delayed` with the score below. When is it due, in ms since 1970, and
# what is its sequence?

# %% tags=["exercise"]
score_seen = 7238556590080005
# student => due_ms, sequence = 0, 0
# solution:
due_ms, sequence = divmod(score_seen, 4096)
# end
qlab.check("03-c", due_ms, sequence, lab)

# %% [markdown]
# ## Which job is 0?
#
# The sorted set `marker` has a member `0` with score 0, and a member `1`. Many who see it in production ask about
# a broken job with id 0. A worker without work waits for this key (`BZPOPMIN`). Now we **pause** the queue:
# workers may take nothing. What happens to member `0`?

# %%
marker = qlab.predict("The queue is paused. What happens to member `0` of `marker`?",
                      "nothing, it is job 0", "it is removed", "it moves to `paused`", about="03-d")  # fmt: skip
marker

# %%
email.pause()
gone = redis.zscore("bull:email:marker", "0") is None
lab.last

# %%
marker.compare("it is removed" if gone else "nothing, it is job 0")

# %% [markdown]
# The marker is a bell. `0` says "a job is ready"; the score of `1`, when the next delayed job is due. A waking worker
# removes the marker; the next job that becomes ready sets it again.
#
# <!-- nestjs: pause -->
#
# ### Exercise 03-d: make a bell
#
# Make a queue `letters` whose marker has member `1` and no `0`. (`lab.queue("letters").obliterate()` starts
# over.)

# %% tags=["exercise"]
# student => lab.queue("letters")
# solution:
lab.queue("letters").add("hello", delay="1h")
# end
qlab.check("03-d", lab)

# %% [markdown]
# ## What does a job cost?
#
# Redis stores a small hash as a **listpack**, one tight block, and a larger one as a **hashtable**, with pointers.
# These jobs differ by one character: their data takes 64 and 65 bytes as JSON. That one byte turns the listpack into
# a hashtable and costs over 50 % more memory. Large data belongs elsewhere; queue a reference.

# %%
notes = [lab.queue("notes").add("note", "x" * length) for length in (62, 63)]
small, large = (lab.snapshot().key(note.key) for note in notes)
small.encoding, large.encoding, large.bytes > 1.5 * small.bytes

# %% [markdown]
# ## What you know now
#
# - **03-a** six keys for one job, more for all states; `active` is a list; keys that would be empty are absent
# - **03-b** a job's state is the list or sorted set its id is in; no field says it
# - **03-c** a delayed score is the due moment × 4096, plus a sequence
# - **03-d** the marker is a bell that wakes workers; it comes and goes
#
# **Words:** hash, sorted set, score, marker, snapshot, listpack, hashtable
#
# **Next:** [04 What does one `add` do?](04-what-does-one-add-do.ipynb) Below is the recording of this
# lesson: step through it, and watch the keys.

# %%
qlab.Player(lab.recording)
