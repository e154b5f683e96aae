# %% [markdown]
# # Could I build one myself?
#
# A queue of your own in a hundred lines; the explorer breaks it, and you mend it.
#
# *25 minutes. Prerequisite: [01 Why not just do it in the request?](01-why-not-just-do-it-in-the-request.ipynb)*
#
# At the end you can
#
# - **02-a** build a queue from a list, and say what a crash does to it
# - **02-b** say why a job needs a second list while it is worked on
# - **02-c** find a race between two workers, and close it

# %% [markdown]
# ## Where we are
#
# ```
#  LPUSH mini:wait 1   ──▶   mini:wait [3, 2, 1]   ──▶   RPOP mini:wait
#  your program              a list in Redis             your worker
# ```
#
# Push on the left, pop on the right: isn't that a queue? `qlab.teach.mini` is what you would write on the first
# afternoon. Each method yields the Redis commands that it sends.

# %%
import qlab
from qlab import Lab
from qlab.explore import did, explore
from qlab.teach.mini import Mini
from qlab.teach.worlds import hand_made, mailed, mailed_once

# %% [markdown]
# ## A list
#
# Three lines add a job: count an id, write a hash, push the id. A worker pops an id and sends the mail. Now the worker
# pops, and dies before it has sent anything. **Where is the job?**

# %%
popped = qlab.predict("RPOP has given the id to a worker, and the worker dies. Where is the id?",
                      "in `mini:wait`", "in no list", about="02-a")  # fmt: skip
popped

# %%
lab = Lab()
mini = Mini(lab.redis)
with lab.observe("add"):
    mini.run(mini.add("welcome"))
lab.last

# %%
crash = Lab()
(toy := Mini(crash.redis)).run(toy.add("welcome"))
with crash.observe("pop, and die"):
    toy.run(toy.pop())
crash.last

# %%
popped.compare("in `mini:wait`" if "1" in crash.redis.lrange("mini:wait", 0, -1) else "in no list")

# %% [markdown]
# The hash is still there, but nobody will ever look for it. We were lucky to think of that crash. The **explorer**
# does not need luck: it tries every order of moves, each one an **interleaving**, and a crash at every point.


# %%
def pop_and_send(mini):
    if id := (yield from mini.pop()):
        yield did("mail", id)


# %%
explore(hand_made(pop_and_send), crashes=1, promises=(), finally_=[mailed])

# %% [markdown]
# One move, a crash, and a mail is lost. `did("mail", id)` stands for the mail: something outside Redis, which a crash
# cannot undo.
#
# ### Exercise 02-a
#
# Make the loss visible. In the lab `mine`, add two jobs with a `Mini`, pop one, and stop there. The check looks for a
# hash whose id is in no list.

# %% tags=["exercise"]
own = Mini((mine := Lab()).redis)
# solution:
for text in ("one", "two"):
    own.run(own.add(text))
own.run(own.pop())
# end
qlab.check("02-a", mine)

# %% [markdown]
# ## A second list
#
# So the id must never be outside Redis. `LMOVE` takes it from `wait` and puts it into `active` in one command; the
# worker removes it when the mail is sent. A job is lost if its mail is not sent and its id is in no list. **Is a job
# ever lost** now, wherever the worker dies?

# %%
moved = qlab.predict("LMOVE to `active`, send, then LREM. A crash at any point. Is a job ever lost?",
                     "yes", "no", about="02-b")  # fmt: skip
moved


# %%
def move_and_send(mini):
    if id := (yield from mini.move()):
        yield did("mail", id)
        yield from mini.done(id)


# %%
safe = explore(hand_made(move_and_send), crashes=1, promises=(), finally_=[mailed])
safe

# %%
moved.compare("no" if safe.holds else "yes")

# %% [markdown]
# Not lost, but stuck: a dead worker's job stays in `active` until someone puts it back.
#
# ### Exercise 02-b: make a worker
#
# Write `careful`, a worker that loses no mail. It may use `mini.move()` and `mini.done(id)`; the explorer judges it.


# %% tags=["exercise"]
# student => careful = pop_and_send
# solution:
def careful(mini):
    if id := (yield from mini.move()):
        yield did("mail", id)
        yield from mini.done(id)


# end


# %%
qlab.check("02-b", careful)

# %% [markdown]
# ## Someone puts it back
#
# We add a `recover`: it moves an id from `active` back to `wait`. Two workers now, and **nobody crashes**. How many
# times is the mail sent?

# %%
sent = qlab.predict("Two workers and a recovery, no crash. How many times can the mail be sent?",
                    "once", "twice", about="02-c")  # fmt: skip
sent

# %%
race = explore(hand_made(move_and_send, Mini.recover), promises=(), always=[mailed_once])
race

# %%
sent.compare("once" if race.holds else "twice")

# %% [markdown]
# `recover` cannot tell a dead worker's job from a slow one's. For that, BullMQ needs a lock that expires: lesson 08.
# The counterexample is a recording; step through it.
#
# <!-- nestjs: recovery -->

# %%
qlab.Player(race.counterexample.recording, view="keys")

# %% [markdown]
# ### Change one thing
#
# Give the explorer `crashes=1` above. Does the answer change? And if `did` gets `once=True`?
#
# ### Exercise 02-c
#
# How many moves does the shortest way to the second mail take? Count them in the report, or ask
# `race.counterexample.moves`.

# %% tags=["exercise"]
# student => shortest = 0
# solution:
shortest = len(race.counterexample.moves)
# end
qlab.check("02-c", shortest)

# %% [markdown]
# ## The same with BullMQ
#
# One job with BullMQ on the same kind of server. Count what our hundred lines lack: a lock, a journal, a bell,
# retries, delays that wake a worker. The figure, with its table, shows what you get instead.

# %%
bull = Lab()
(email := bull.queue("email")).add("welcome")
email.take().complete("250 OK")
ax = qlab.plot.anatomy(bull.snapshot(), "email", jobs=1)
qlab.plot.anatomy.table(bull.snapshot(), "email").query("role != 'events'")[["key", "part"]]

# %% [markdown]
# ### A worker dies, twice over
#
# The same accident in both: a worker takes the job, and is never heard of again. On the left yours, on the right
# BullMQ's, on one clock. Step on to +60 s. Where is each job now?

# %%
theirs = Lab()
reliable = theirs.queue("email")
reliable.add("welcome")
job = reliable.take("worker-1")

# %%
for _ in range(2):
    theirs.clock.advance("30s")
    reliable.check_stalled()

# %%
qlab.Player(crash.recording, theirs.recording, view="keys", names=("mine", "BullMQ"))

# %% [markdown]
# ## What you know now
#
# - **02-a** a list hands a job out and forgets it: a crash loses it
# - **02-b** one command must move the id to a second list
# - **02-c** putting jobs back is a race, unless a lock says who is alive
#
# **Words:** explorer, interleaving, counterexample, race
#
# **Next:** [03 What is in Redis?](03-what-is-in-redis.ipynb)
