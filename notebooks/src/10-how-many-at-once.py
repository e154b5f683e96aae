# %% [markdown]
# # How many at once?
#
# Workers, concurrency and rate limits: how long jobs wait, and what limits how many run at once.
#
# *25 minutes. Prerequisite: [07 Who goes first?](07-who-goes-first.ipynb)*
#
# At the end you can
#
# - **10-a** say why jobs wait long when workers are busy
# - **10-b** find out how many workers a queue needs
# - **10-c** limit how many jobs start, and how many run at once

# %% [markdown]
# ## Where we are
#
# ```
#  arrivals ──▶ in line ──▶ worker ▒▒  concurrency: how many jobs at once
#                       ──▶ worker ▒▒
#                      ▲
#                      └── limiter: how many may start in a given time
# ```
#
# Jobs arrive at random and take a random time. Everything below runs in virtual time, with BullMQ's own scripts.

# %%
import pandas as pd

import qlab
from qlab import Lab
from qlab.run import RandomLoad, sweep

# %% [markdown]
# ## Busy
#
# A mail arrives every ten seconds on average, and one worker sends them. If sending takes five seconds on average, the
# worker is busy 50 % of the time. If it takes nine, it is busy 90 % of the time. **How much longer** does a mail wait
# in line then?

# %%
busy = qlab.predict("Busy 90 % of the time instead of 50 %. How long does a mail wait in line?",
                    "about twice as long", "about four times as long", "more than six times as long",
                    about="10-a")  # fmt: skip
busy

# %%
loads = {part: RandomLoad("10s", f"{part * 10}s", jobs=400) for part in (0.2, 0.5, 0.8, 0.9)}
rows = [(part, load(1, seed=1) / 1000, load.theory_ms(1) / 1000) for part, load in loads.items()]
waits = pd.DataFrame(rows, columns=["busy", "wait (s)", "theory (s)"]).set_index("busy").round(1)
ax = waits.plot(style=["o-", "s--"], ylabel="mean wait (s)", title="Wait, by how busy the worker is", figsize=(8, 3))
waits

# %%
times = waits["wait (s)"][0.9] / waits["wait (s)"][0.5]
busy.compare("about twice as long" if times < 3 else "about four times as long" if times <= 6
             else "more than six times as long")  # fmt: skip

# %% [markdown]
# When two mails arrive close together, one waits. A busy worker has no spare time to catch up, so waits pile up.
# *Theory* is the textbook's formula for one worker and a queue that has been running for very long: work time × busy /
# (1 − busy). Textbooks call it M/M/1. Our queue started empty and saw 400 mails.

# %% [markdown]
# ### Exercise 10-a
#
# A mail arrives every ten seconds on average, and should wait **at most ten seconds** on average. One worker sends
# them. How many whole seconds may sending take on average, at most? Use the formula above.

# %% tags=["exercise"]
# student => seconds = 9
# solution:
seconds = 6
# end
qlab.check("10-a", seconds)

# %% [markdown]
# ## One more worker
#
# Sending takes nine seconds, so one worker is busy 90 % of the time. Now a second worker takes half of the mails.
# **How much of the wait** is left?

# %%
second = qlab.predict("One worker is busy 90 % of the time. With two, how long is the mean wait?",
                      "half as long", "a quarter as long", "a tenth as long or less", about="10-b")  # fmt: skip
second

# %%
measured = sweep(RandomLoad("10s", "9s", jobs=400), workers=(1, 2, 3, 4), seeds=range(3))
measured[["value", "theory"]] /= 1000  # from ms to s
table = qlab.plot.sweep.table(measured)
ax = qlab.plot.sweep(measured, measured="mean wait (s)")
table.round(1)

# %%
left = table["mean"][1] / table["mean"][0]
second.compare("half as long" if left > 0.35 else "a quarter as long" if left > 0.12 else "a tenth as long or less")

# %% [markdown]
# The band runs from the lowest to the highest of three runs with other random numbers. *Theory* is M/M/c, the same
# formula for c workers. It says why: with one worker nine in ten mails wait, 90 s each on average; with two, three in
# ten, 8 s each. A third worker changes little, and a fourth hardly anything.

# %% [markdown]
# ### Change one thing
#
# Use `"5s"` instead of `"9s"` above. Is a second worker worth as much then?
#
# ### Exercise 10-b
#
# A report is requested every 6 seconds on average, and takes 20 seconds on average. What is the smallest number of
# workers with which a report waits **less than ten seconds** on average? Start with
# `RandomLoad("6s", "20s").theory_ms(4)`, in ms.

# %% tags=["exercise"]
# student => workers = 1
# solution:
workers = 5
# end
qlab.check("10-b", workers)

# %% [markdown]
# ## A limiter
#
# The mail provider allows one mail per second: `limit(1, "1s")`. Sending takes ten seconds, thirty mails are waiting,
# and the worker may run twenty jobs at once. **How many** run at once, at most?

# %%
limiter = qlab.predict("One start per second, ten seconds of work, concurrency 20. How many run at once, at most?",
                       1, 10, 20, about="10-c")  # fmt: skip
limiter


# %%
def send(_job):
    yield "10s"


# %%
(mail := (lab := Lab()).queue("mail")).limit(1, "1s")
mail.add_bulk([("welcome",)] * 30)
limited = lab.run({"mail": send}, concurrency=20)
at_work = limited.queue_length()["active"].max()
print(f"at most {at_work} of {len(limited.service())} at once")

# %%
limiter.compare(int(at_work))

# %% [markdown]
# One start per second × ten seconds of work = ten running (**Little's law**: how many are there = how many come per
# second × how long each stays). If sending takes a minute, it is sixty, or as many as there are slots. A limiter caps
# the rate, not the number of open connections.
#
# <!-- nestjs: limiter -->
#
# <!-- nestjs: global-limit -->

# %% [markdown]
# ## Concurrency
#
# Two workers start with `concurrency=3`, and twelve jobs are waiting. **How many** jobs run at once?

# %%
slots = qlab.predict("Two workers with concurrency 3, and twelve jobs. How many run at once?", 2, 3, 6, about="10-c2")
slots

# %%
(post := (both := Lab()).queue("mail")).add_bulk([("welcome",)] * 12)
free = both.run({"mail": send}, workers=2, concurrency=3)
free.utilisation()[["queue", "workers", "concurrency", "attempts", "utilisation"]]

# %%
slots.compare(int(free.queue_length()["active"].max()))

# %% [markdown]
# The `concurrency` option belongs to one worker, and Redis does not know it: a second process doubles the number of
# running jobs. `queue.concurrency(3)` writes a field of `meta`, and that applies to all workers together.
#
# <!-- nestjs: global-concurrency -->

# %%
post.concurrency(3)
post.add_bulk([("welcome",)] * 12)
bounded = both.run({"mail": send}, workers=2, concurrency=3)
most = bounded.queue_length()["active"].max()
print(f"meta says {both.redis.hget('bull:mail:meta', 'concurrency')}; at most {most} at once")

# %%
ax = qlab.plot.queue_length(bounded)
qlab.plot.queue_length.table(bounded).groupby("at_ms").last()

# %% [markdown]
# ### Exercise 10-c: make a polite queue
#
# A partner's server can handle **two requests at once** and **six per minute**. Set up the queue `partner` so that it
# stays within both limits, however many workers run. The check adds twenty jobs and runs four workers, with five slots
# each.

# %% tags=["exercise"]
partner = (mine := Lab()).queue("partner")
# solution:
partner.concurrency(2)
partner.limit(6, "1m")
# end
qlab.check("10-c", mine)

# %% [markdown]
# ## What you know now
#
# - **10-a** the wait grows with busy / (1 − busy): without limit as busy approaches 1
# - **10-b** measure or compute before you add workers; each further one helps less
# - **10-c** a limiter caps starts; a worker's concurrency caps that worker, the queue's caps all of them
#
# **Words:** rate limit, limiter, busy, Little's law
#
# **Next:** [11 What if a job has to wait for other jobs?](11-what-if-a-job-has-to-wait-for-other-jobs.ipynb) Below is
# the recording of the bounded queue.

# %%
qlab.Player(bounded)
