# %% [markdown]
# # What does one `add` do?
#
# One call, command by command, with its Lua beside it, and what "atomic" does not promise.
#
# *25 minutes. Prerequisite: [03 What is in Redis?](03-what-is-in-redis.ipynb)*
#
# At the end you can
#
# - **04-a** say what one `add` writes, and in which order
# - **04-b** name the script behind each call of a job's life
# - **04-c** say what atomic means in Redis, and what it does not
# - **04-d** read a job's history from its events

# %% [markdown]
# ## Where we are
#
# ```
#   queue.add(…)      ── addStandardJob ──▶  wait
#   worker takes      ── moveToActive ────▶  active
#   worker is done    ── moveToFinished ──▶  completed, failed
#   a retry at once   ── retryJob ────────▶  wait
# ```
#
# BullMQ does its work in Lua scripts, which run inside Redis. While a script runs, no other client gets a turn. We can
# still look inside: the lab records each command.

# %%
from contextlib import suppress

import qlab
from qlab import Lab
from qlab.errors import ServerError

# %% [markdown]
# ## One call
#
# Your program calls `queue.add` once, and one script runs in Redis. It sends nine commands. **How many of them write**
# something? Note what you think each one is for.

# %%
wrote = qlab.predict("How many of the nine commands of one `add` write something?", 3, 7, 9, about="04-a")
wrote

# %%
first = Lab()
first.queue("email").add("welcome", {"to": "ada@example.com"})
add = first.last
add

# %%
wrote.compare(sum(len(step.diff) > 0 for step in add.slow_motion()))

# %% [markdown]
# Here they are, each beside the call in BullMQ's Lua that sends it; where more than one could have, `lines` has them
# all. Two commands only read: the queue's settings say how long the journal may be, and whether the queue is paused.

# %%
qlab.script(add.script).placed(add)

# %% [markdown]
# On the server, nobody sees the state between two of them. A second lab runs them one at a time, so that you can. Step
# through: after command 4 there is a job that no list knows.

# %%
qlab.Player(add.slow_motion(), step=4)

# %% [markdown]
# ### Exercise 04-a
#
# After how many of the nine commands could a worker get the job? Find the first state in which its id is where workers
# take from.

# %% tags=["exercise"]
# student => ready_after = 0
# solution:
ready_after = 7
# end
qlab.check("04-a", ready_after)

# %% [markdown]
# ## Which script?
#
# A mail should go out in an hour: `add("reminder", delay="1h")`. **Which script** adds it? Think of what is different
# about a job that nobody may take yet.

# %%
script = qlab.predict("Which script does `add` with a delay run?", "addStandardJob", "addDelayedJob",
                      "addStandardJob, then moveToDelayed", about="04-b")  # fmt: skip
script

# %%
later = Lab()
later.queue("email").add("reminder", delay="1h")
print(later.last.sentence)
ran = later.last.script

# %%
script.compare(ran)

# %% [markdown]
# A job with a priority has a third script, `addPrioritizedJob`. Now a whole life: a job fails once, is tried again and
# succeeds.
#
# ### Change one thing
#
# Give the queue `backoff="5s"` as well as its attempts. Which script ends the first attempt then?

# %%
life = Lab()
email = life.queue("email", attempts=2)
email.add("welcome")
email.take().fail("SMTP 451: try again")
print(life.last.script, "|", life.last.sentence)

# %%
life.clock.advance("5s")
if again := email.take():
    again.complete("250 OK")
ax = qlab.plot.timeline(life.recording, queue="email")
life.recording.commands().groupby(["step", "script"], sort=False).size().to_frame("commands")

# %% [markdown]
# ### Exercise 04-b
#
# Which script runs for each of these calls? Write its name in place of the question mark. The check makes the calls.

# %% tags=["exercise"]
# student => calls = ["add", "add with a priority", "take", "complete", "fail, and try again"]
# student => scripts = dict.fromkeys(calls, "?")
# solution:
scripts = {"add": "addStandardJob", "add with a priority": "addPrioritizedJob", "take": "moveToActive",
    "complete": "moveToFinished", "fail, and try again": "retryJob"}  # fmt: skip
# end
qlab.check("04-b", scripts)

# %% [markdown]
# ## What does atomic mean?
#
# Databases taught us that a transaction happens completely or not at all. Someone has written a *text* into the key
# `marker` of a queue. The eighth command of `add` needs a sorted set there, and fails. **What is left** of the job?

# %%
left = qlab.predict("Command 8 of 9 fails. What is left of the job?",
                    "nothing", "its hash alone", "the job, in `wait`", about="04-c")  # fmt: skip
left

# %%
broken = Lab()
broken.redis.set("bull:email:marker", "a text")
with suppress(ServerError):
    broken.queue("email").add("welcome")
waiting = broken.queue_named("email").counts()["waiting"]

# %%
left.compare("the job, in `wait`" if waiting else "its hash alone" if broken.redis.keys("*:1") else "nothing")

# %%
broken.last

# %% [markdown]
# Uninterrupted. Redis has **no rollback**: what a script wrote before its error stays. The caller got an error,
# and the job runs all the same. Add it again, and you have it twice.
#
# ### Exercise 04-c
#
# This time the key `events` holds a text, so command 5 fails. Which keys has the script written by then? Leave out
# `events`, and the prefix `bull:email:`.

# %% tags=["exercise"]
# student => written = {"?"}
# solution:
written = {"id", "meta", "1"}
# end
qlab.check("04-c", written)

# %% [markdown]
# ## What do other programs see?
#
# Each of these scripts also writes to the stream `events`, which dashboards and BullMQ's class `QueueEvents` read. A
# job may run twice, without a backoff, and its first attempt fails. **Which event** is written?
#
# <!-- nestjs: queue-events -->

# %%
told = qlab.predict("Attempt 1 of 2 fails, and there is no backoff. Which event is written?",
                    "failed", "waiting", "none", about="04-d")  # fmt: skip
told

# %%
twice = Lab()
twice.queue("email", attempts=2).add("welcome")
twice.queue_named("email").take().fail("SMTP 451: try again")
journal = [dict(entry.fields)["event"] for entry in twice.snapshot().key("bull:email:events").entries]
print(journal)

# %%
told.compare(journal[-1])

# %% [markdown]
# ### Exercise 04-d: make a history
#
# In a queue `history`, make one job whose events are, in this order: `added`, `waiting`, `active`, `waiting`,
# `active`, `completed`. There is more than one way.

# %% tags=["exercise"]
mine = Lab()
# solution:
(history := mine.queue("history", attempts=2)).add("welcome")
history.take().fail("SMTP 451: try again")
history.take().complete("250 OK")
# end
qlab.check("04-d", mine)

# %% [markdown]
# ## What you know now
#
# - **04-a** one script counts an id, writes the hash, pushes the id, rings the bell and emits its events
# - **04-b** each call has its script, and an `add` with a delay or a priority has another
# - **04-c** a script is not interrupted, but an error halfway undoes nothing
# - **04-d** a failed attempt that is tried again writes `waiting` or `delayed`, not `failed`
#
# **Words:** script, atomic, rollback, event
#
# **Next:** [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)
