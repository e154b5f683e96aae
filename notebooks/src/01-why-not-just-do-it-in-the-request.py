# %% [markdown]
# # Why not just do it in the request?
#
# The same mail sent inside an HTTP handler and through a queue, under 1, 10 and 50 clients.
#
# *20 minutes. Before it: nothing*
#
# At the end you can
#
# - **01-a** say how long a client waits when slow work is done in the request
# - **01-b** say what a queue makes faster, and what it does not
# - **01-c** say what 202 promises, and where the work is when nobody does it

# %% [markdown]
# ## Where we are
#
# ```
#   inline:   client ──▶ handler ──▶ mail server (slow) ──▶ 200
#
#   queued:   client ──▶ handler ──▶ Redis ──▶ 202, look there
#                                      └──▶ worker ──▶ mail server (slow)
# ```
#
# A web application sends a welcome mail. Its mail server takes 0.3 seconds over each. The application, the mail
# server and Redis are real, and run in this notebook. Times differ from machine to machine; what we compare does not.

# %%
from statistics import median

import pandas as pd

import qlab
from qlab.app.trial import Trial

trial = Trial(mail="300ms")

# %% [markdown]
# ## One client
#
# First one client alone: the mail is sent in the request, then another is queued. No worker runs yet, so the second
# mail is not sent; its request has only been written down.

# %%
inline, queued = trial.ask(1, inline=True), trial.ask(1)
print("inline, at least as long as the mail:", min(inline) >= trial.mail_ms)
print("queued, answered sooner:", max(queued) < min(inline))

# %%
trial

# %% [markdown]
# One mail arrived: the inline one. That client waited for the mail server; the other did not.
#
# ## Fifty clients
#
# Now fifty clients at once, inline. The handler hands its mails to a pool of threads, as most web frameworks do.
# **How long does the slowest client wait?** Think of where the others are meanwhile.

# %%
slowest = qlab.predict("Fifty clients at once, 0.3 s a mail, sent inline. The slowest answer takes",
                       "about 0.3 s", "0.6 s or more", about="01-a")  # fmt: skip
slowest

# %%
fifty = trial.ask(50, inline=True)
slowest.compare("0.6 s or more" if max(fifty) >= 600 else "about 0.3 s")

# %% [markdown]
# Threads are few, and each is held by a mail server that does nothing with it. Requests that have nothing to do
# with mail stand in the same line. Let us see all three crowds, both ways.

# %%
crowds = [(clients, inline) for clients in (1, 10, 50) for inline in (True, False)]
waits = {(clients, "inline" if inline else "queued"): trial.ask(clients, inline=inline) for clients, inline in crowds}

# %%
frames = {way: {n: median(waits[n, way]) for n in (1, 10, 50)} for way in ("inline", "queued")}
medians = pd.DataFrame(frames)

# %%
rows = [(f"{clients} {way}", ms) for (clients, way), times in waits.items() for ms in times]
frame = pd.DataFrame(rows, columns=["crowd", "ms"])
ax = frame.plot.scatter(x="ms", y="crowd", alpha=0.5, title="Each client's wait")
(medians["queued"] < medians["inline"]).rename_axis("clients").to_frame("queued is answered sooner")

# %%
grown = medians.loc[50, "inline"] > medians.loc[1, "inline"]
print("inline, fifty clients wait longer than one:", bool(grown))

# %% [markdown]
# ### Exercise 01-a
#
# A server has 8 threads for its requests, and a mail takes 300 ms. Forty clients ask at once, inline. After how many
# ms, at least, does the last of them have its answer?

# %% tags=["exercise"]
# student => last_ms = 300
# solution:
last_ms = 1500
# end
qlab.check("01-a", last_ms)

# %% [markdown]
# ## Is the work done sooner?
#
# Clients are answered sooner. Now look at the mails. Ten clients ask inline; then ten ask through the queue, and a
# worker sends **one mail at a time**. When all ten have arrived, which way was quicker?

# %%
sooner = qlab.predict("Ten mails through a queue, one worker, one at a time. They have all arrived",
                      "sooner than inline", "not sooner", about="01-b")  # fmt: skip
sooner

# %%
inline_ms = max(trial.ask(10, inline=True))
before = pd.Timestamp.now()
with trial.worker(concurrency=1) as worker:
    worker.wait(10)  # the first ten of those that wait

# %%
queued_ms = (pd.Timestamp.now() - before).total_seconds() * 1000
sooner.compare("sooner than inline" if queued_ms < inline_ms else "not sooner")

# %% [markdown]
# A queue makes answers faster, not work. It lets you choose how much work is done at once, apart from how many
# clients there are: **change one thing**, `concurrency=10`, and run the last cells again. The mail server decides
# how far that goes.

# %% [markdown]
# ### Exercise 01-b
#
# Two workers, each with `concurrency=5`; a mail takes half a second. How many mails a second can they send at most?

# %% tags=["exercise"]
# student => mails_per_second = 2
# solution:
mails_per_second = 20
# end
qlab.check("01-b", mails_per_second)

# %% [markdown]
# ## Nobody is there
#
# The worker has been stopped: its `with` block has ended. A client asks for a mail to Grace. **What becomes of the
# request?**

# %%
nobody = qlab.predict("No worker runs. The job that a request asks for is", "refused", "lost", "waiting",
                      about="01-c")  # fmt: skip
nobody

# %%
answer = trial.post("grace@example.com")
print(answer.status_code, answer.headers["Location"].rsplit("/", 1)[0])
nobody.compare(trial.get(answer.headers["Location"])["state"])

# %% [markdown]
# 202 says: accepted, not done. The `Location` is where the client can look. The work itself lies in Redis, and
# outlives the request, the web server and the worker. Inline, a process that dies takes its work along.

# %%
with trial.worker(concurrency=50):
    trial.settle()
trial.get(answer.headers["Location"])["state"]

# %% [markdown]
# ### Exercise 01-c
#
# Ask for a mail to `radia@example.com`, and give the check the address where its job can be looked at.

# %% tags=["exercise"]
# student => where = "/api/jobs/email/1"
# solution:
where = trial.post("radia@example.com").headers["Location"]
# end
qlab.check("01-c", trial, where)

# %%
trial.close()

# %% [markdown]
# ## What you know now
#
# - **01-a** inline, a client waits for the work, and for everybody before it
# - **01-b** a queue answers sooner; the work takes as long as ever
# - **01-c** 202 promises that the job is written down; it waits until somebody works
#
# **Next:** [03 What is in Redis?](03-what-is-in-redis.ipynb)
