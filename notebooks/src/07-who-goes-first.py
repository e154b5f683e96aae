# %% [markdown]
# # Who goes first?
#
# First in first out, last in first out, priorities, and a queue that is paused.
#
# *20 minutes. Prerequisite: [03 What is in Redis?](03-what-is-in-redis.ipynb)*
#
# At the end you can
#
# - **07-a** say in which order workers get jobs
# - **07-b** give a job a priority, and find it in Redis
# - **07-c** say what pausing a queue does

# %% [markdown]
# ## Where we are
#
# ```
#  add             ──▶ head of wait · tail of wait ──▶ take  oldest first
#  add(lifo=True)  ──▶ where?                                when?
#  add(priority=5) ──▶ where?                                when?
# ```
#
# A worker takes from the tail of the list `wait`. Two options of `add` put a job elsewhere.

# %%
import qlab
from qlab import Lab

# %% [markdown]
# ## The line
#
# Two mails wait. `order()` reads the keys and says which job would be taken next, and why. It takes none.

# %%
(email := (lab := Lab()).queue("email")).add("first")
email.add("second")
email.order()

# %% [markdown]
# Now `urgent` is added with `lifo=True`. **Which one** does a worker get next? Think of the end of the list at which
# each is pushed.

# %%
line = qlab.predict("`first`, `second`, then `urgent` with lifo=True. Who is next?",
                    "first", "second", "urgent", about="07-a")  # fmt: skip
line

# %%
email.add("urgent", lifo=True)
after = email.order()
after

# %%
line.compare(after["name"].iloc[0])

# %% [markdown]
# <!-- nestjs: lifo -->
#
# ### Exercise 07-a
#
# Four jobs are added: `a`, `b` with `lifo=True`, `c`, and `d` with `lifo=True`. Write down the order in which a
# worker gets them, as one text such as `"abcd"`.

# %% tags=["exercise"]
# student => order = "abcd"
# solution:
order = "dbac"
# end
qlab.check("07-a", order)

# %% [markdown]
# ## Priorities
#
# Now three jobs: `10` with `priority=10`, `1` with `priority=1`, and `none` without any. **In which order** do they
# go?

# %%
rank = qlab.predict("Jobs with priority 10, priority 1 and none. In which order do they go?",
                    "10, 1, none", "1, 10, none", "none, 1, 10", about="07-b")  # fmt: skip
rank

# %% [markdown]
# Someone monitors the length of `wait` to see how many jobs are ready. **What does that number say** of these three
# jobs?

# %%
length = qlab.predict("Jobs with priority 10, priority 1 and none. What is LLEN of `wait`?", 0, 1, 3, about="07-b2")
length

# %%
(jobs := (ranked := Lab()).queue("email")).add("10", priority=10)
jobs.add("1", priority=1)
jobs.add("none")
ax = qlab.plot.order(ranked.snapshot(), "email")
jobs.order()

# %%
rank.compare(", ".join(jobs.order()["name"]))

# %%
in_wait = ranked.redis.llen("bull:email:wait")
print(in_wait, ranked.redis.zrange("bull:email:prioritized", 0, -1, withscores=True))

# %%
length.compare(in_wait)

# %% [markdown]
# After `wait` comes `prioritized`. Its scores: priority × 2³² + a counter.
#
# ### Change one thing
#
# Add `urgent` with `priority=1` to the three jobs above. Before or after `1`? And with `lifo=True` instead?
#
# ### Exercise 07-b: make an order
#
# In the queue `support`, add three jobs named `vip`, `paid` and `free`, in **that** order. Give them options so that
# workers get `free` first, then `vip`, then `paid`.

# %% tags=["exercise"]
support = (mine := Lab()).queue("support")
# solution:
for name, options in (("vip", {"priority": 1}), ("paid", {"priority": 2}), ("free", {})):
    support.add(name, **options)
# end
qlab.check("07-b", mine)

# %% [markdown]
# ## A pause
#
# `queue.pause()` stops workers from taking jobs, and takes as long for two jobs as for a million. Two jobs wait when
# the queue is paused, and then a third is added. **How many** are in `wait`? Think of the resume: every job must run,
# and in its order.

# %%
pause = qlab.predict("Two jobs wait, the queue is paused, and a third job is added. How many are in `wait`?",
                     0, 1, 2, 3, about="07-c")  # fmt: skip
pause

# %%
(rest := (quiet := Lab()).queue("email")).add_bulk([("one",), ("two",)])
_ = rest.pause(), rest.add("three")
quiet.steps[-2]

# %%
pause.compare(quiet.redis.llen("bull:email:wait"))

# %% [markdown]
# The pause is one field of `meta`. BullMQ 5 and older rename `wait` to `paused`, and many applications still run those:
# there the answer is 0. The order is the same in both, and `order()` says what is holding the jobs up.
#
# <!-- nestjs: resume -->

# %%
paused = rest.order()
print(list(paused["name"]), paused.attrs["holdup"])

# %% [markdown]
# ### Exercise 07-c
#
# In the queue `night`, one job is being worked on and one waits. Pause the queue, let the active job complete, and
# add a third job. Where is each now? The check looks at the queue.

# %% tags=["exercise"]
(night := (late := Lab()).queue("night")).add_bulk([("active",), ("waits",)])
working = night.take()
# solution:
_ = night.pause(), working.complete(), night.add("third")
# end
qlab.check("07-c", late)

# %% [markdown]
# ## What you know now
#
# - **07-a** workers take from the tail of `wait`: the oldest first, and `lifo` jobs before it
# - **07-b** 1 goes before 10, and jobs without a priority before both; they wait in `prioritized`
# - **07-c** a pause stops workers from taking jobs; active ones keep running; since BullMQ 6 no job moves
#
# **Words:** lifo, priority, pause
#
# **Next:** [08 What if the worker dies?](08-what-if-the-worker-dies.ipynb) Below is the recording of the priorities.

# %%
qlab.Player(ranked.recording)
