# %% [markdown]
# # How many at once?
#
# Workers, concurrency and rate limits: how long jobs wait, and what bounds how many are at work.
#
# *25 minutes. Before it: [07 Who goes first?](07-who-goes-first.ipynb)*
#
# At the end you can
#
# - **10-a** say why busy workers let jobs wait long
# - **10-b** find out how many workers a queue needs
# - **10-c** bound how many jobs start, and how many are at work

# %% [markdown]
# ## Where we are
#
# ```
#   arrivals ──▶ in line ──▶ worker ▒▒   concurrency: how many jobs a worker has at once
#                        ──▶ worker ▒▒
#                       ▲
#                       └── limiter: how many may start in a while
# ```
#
# Jobs come at random, and take a random time. All that follows runs in virtual time, with BullMQ's own scripts.

# %%
import pandas as pd

import qlab
from qlab import Lab
from qlab.run import RandomLoad, sweep

# %% [markdown]
# ## Busy
#
# A mail comes every ten seconds on average, and one worker sends them. If sending takes five seconds on average, the
# worker is at work half of the time. If it takes nine, it is busy 0.9 of the time. **How much longer** does a mail
# wait in line then?

# %%
busy = qlab.predict("Busy 0.9 of the time instead of 0.5. A mail waits in line",
                    "about twice as long", "about four times as long", "more than six times as long",
                    about="10-a")  # fmt: skip
busy

# %%
loads = {part: RandomLoad("10s", f"{part * 10}s", jobs=400) for part in (0.2, 0.5, 0.8, 0.9)}
rows = [(part, load(1, seed=1) / 1000, load.theory_ms(1) / 1000) for part, load in loads.items()]
waits = pd.DataFrame(rows, columns=["busy", "wait (s)", "theory (s)"]).set_index("busy").round(1)
ax = waits.plot(marker="o", ylabel="mean wait (s)", title="Wait by how busy the worker is", figsize=(8, 3))
waits

# %%
times = waits["wait (s)"][0.9] / waits["wait (s)"][0.5]
busy.compare("about twice as long" if times < 3 else "about four times as long" if times <= 6
             else "more than six times as long")  # fmt: skip

# %% [markdown]
# Of two mails that come close together, one waits. A busy worker has no time to catch up, so the waits add up.
# *Theory* is M/M/1, for a line that has stood for very long: work × busy / (1 − busy). Ours began empty and had 400
# mails.

# %% [markdown]
# ### Exercise 10-a
#
# A mail comes every ten seconds on average, and is to wait **no more than ten seconds** on average. One worker sends
# them. How many whole seconds may sending take at most? Use the formula above.

# %% tags=["exercise"]
# student => seconds = 9
# solution:
seconds = 6
# end
qlab.check("10-a", seconds)

# %% [markdown]
# ## One more worker
#
# Sending takes nine seconds, so one worker is busy 0.9 of the time. A second worker takes half of the mails.
# **What is left** of the wait?

# %%
second = qlab.predict("Two workers instead of one. The mean wait is",
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
# The band is from the least to the most of three seeds: three mornings of the same queue. *Theory* is M/M/c, by
# Erlang's formula. It says why: with one worker nine mails in ten wait, 90 s each on average; with two, three in ten,
# 8 s each. A third worker changes little, and a fourth hardly anything.

# %% [markdown]
# ### Change one thing
#
# Take `"5s"` for `"9s"` above. Is a second worker worth as much then?
#
# ### Exercise 10-b
#
# A report is asked for every 6 seconds on average, and takes 20 seconds on average. How many workers does it take
# until a report waits **less than ten seconds**? `RandomLoad("6s", "20s").theory_ms(4)` is one to try.

# %% tags=["exercise"]
# student => workers = 1
# solution:
workers = 5
# end
qlab.check("10-b", workers)

# %% [markdown]
# ## A limiter
#
# The mail provider allows one mail a second: `limit(1, "1s")`. Sending takes ten seconds, thirty mails wait, and the
# worker may have twenty jobs at once. **How many** are at work at most?

# %%
limiter = qlab.predict("One start a second, ten seconds of work, concurrency 20. At work at once:",
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
print(f"{at_work} at work at most, of {len(limited.service())}")

# %%
limiter.compare(int(at_work))

# %% [markdown]
# By Little's law: one start a second × ten seconds of work = ten at work. If sending takes a minute, it is sixty,
# or as many as there are places. A limiter bounds the rate, and not how many connections are open.
#
# <!-- nestjs: limiter -->
#
# <!-- nestjs: global-limit -->

# %% [markdown]
# ## Concurrency
#
# Two workers are started with `concurrency=3`. **How many** jobs are at work at once?

# %%
places = qlab.predict("Two workers with concurrency 3, and twelve jobs. At work at once:", 2, 3, 6, about="10-c2")
places

# %%
(post := (both := Lab()).queue("mail")).add_bulk([("welcome",)] * 12)
free = both.run({"mail": send}, workers=2, concurrency=3)
free.utilisation()[["queue", "workers", "concurrency", "attempts", "utilisation"]]

# %%
places.compare(int(free.queue_length()["active"].max()))

# %% [markdown]
# The option `concurrency` is a worker's own, and Redis knows nothing of it: a second process doubles the jobs at
# work. `queue.concurrency(3)` writes a field of `meta`, and that holds for all workers together.
#
# <!-- nestjs: global-concurrency -->

# %%
post.concurrency(3)
post.add_bulk([("welcome",)] * 12)
bounded = both.run({"mail": send}, workers=2, concurrency=3)
print(both.redis.hget("bull:mail:meta", "concurrency"), int(bounded.queue_length()["active"].max()))

# %%
ax = qlab.plot.queue_length(bounded)
qlab.plot.queue_length.table(bounded).groupby("at_ms").last()

# %% [markdown]
# ### Exercise 10-c: make a polite queue
#
# A partner's server bears **two requests at once**, and **six a minute**. Set up the queue `partner` so that it stays
# within both, whatever workers come. The check adds twenty jobs and lets four workers run, with five jobs each at
# once.

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
# - **10-a** the wait grows with busy / (1 − busy): near 1 there is no end of it
# - **10-b** measure or compute before you add workers; the second helps most
# - **10-c** a limiter bounds starts; a worker's concurrency that worker; the queue's all of them
#
# **Next:** [11 What if a job has to wait for other jobs?](11-what-if-a-job-has-to-wait-for-other-jobs.ipynb) Below is
# the recording of the bounded queue.

# %%
qlab.Player(bounded)
