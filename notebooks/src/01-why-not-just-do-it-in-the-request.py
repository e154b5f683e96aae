# %% [markdown]
# # Why not just do it in the request?
#
# The same mail sent inside an HTTP handler and through a queue, under 1, 10 and 50 clients, and when a process dies.
#
# *25 minutes. No prerequisites.*
#
# At the end you can
#
# - **01-a** say how long a client waits when slow work is done in the request
# - **01-b** say what a queue makes faster, and what it does not
# - **01-c** say what 202 promises, and where the work is when nobody does it
# - **01-d** say what is lost when a process dies midway, and what picks up the pieces

# %% [markdown]
# ## Where we are
#
# ```
#  inline:   client ──▶ handler ──▶ mail server (slow) ──▶ 200
#
#  queued:   client ──▶ handler ──▶ Redis ──▶ 202, look there
#                                     └──▶ worker ──▶ mail server (slow)
# ```
#
# A web application sends a welcome mail. Its mail server takes 0.3 seconds per mail. The application, the mail server
# and Redis are real, and run in this notebook. Exact times vary by machine; the comparisons hold on all of them.

# %%
from statistics import median

import pandas as pd

import qlab
from qlab.app.processes.load_test import Trial

trial = Trial(mail="300ms")

# %% [markdown]
# ## One client
#
# First one client alone: a mail is sent in the request, then three others are queued, one after the other. No worker
# runs yet, so those three are not sent; their requests have only been written down.

# %%
inline, queued = trial.ask(1, inline=True), [trial.ask(1)[0] for _ in range(3)]
print("inline, at least as long as the mail:", min(inline) >= trial.mail_ms)
print("queued, answered sooner:", median(queued) < median(inline))
trial

# %% [markdown]
# One mail arrived: the inline one. Only that client waited for the mail server.
#
# ## Fifty clients
#
# Now fifty clients at once, inline. The handler hands its mails to a pool of threads, as Python frameworks do.
# **How long does the slowest client wait?** What are the other 49 doing?

# %%
slowest = qlab.predict("Fifty clients at once, 0.3 s per mail, sent inline. How long does the slowest answer take?",
                       "about 0.3 s", "0.6 s or more", about="01-a")  # fmt: skip
slowest

# %%
fifty = trial.ask(50, inline=True)
slowest.compare("0.6 s or more" if max(fifty) >= 600 else "about 0.3 s", witness="times")

# %% [markdown]
# There are only a few threads, and each sits idle while it waits for the mail server. Every other request has to
# queue for the same threads. Node has **one** thread for all handlers. Fifty of them wait for a mail server, then fifty
# compute: how many are under way at once? After that, all three crowds, both ways.

# %%
import asyncio

from qlab.teach.one_thread import at_once

print("one thread, fifty that wait:", at_once(lambda: asyncio.sleep(0.3)), "at once")
print("one thread, fifty that compute:", at_once(lambda: sum(range(100_000))), "at once")

# %%
waits = {(50, "queued"): trial.ask(50), (50, "inline"): fifty}
waits |= {(10, "queued"): trial.ask(10), (10, "inline"): trial.ask(10, inline=True)}
waits |= {(1, "queued"): queued, (1, "inline"): inline}

# %%
dots = [{"crowd": f"{n} {way}", "ms": ms} for (n, way), times in waits.items() for ms in times]
ax = pd.DataFrame(dots).plot.scatter(x="ms", y="crowd", alpha=0.5, figsize=(8, 3), title="Each client's wait")
middle = pd.DataFrame({way: {n: median(waits[n, way]) for n in (1, 10, 50)} for way in ("inline", "queued")})
print("inline, the last of fifty waits longer than one alone:", max(fifty) > max(inline))
(middle["queued"] < middle["inline"]).rename_axis("clients").to_frame("queued is answered sooner")

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
# Clients get their answers sooner. Now look at the mails. Ten clients ask inline, all at once. Ten more ask through
# the queue, and then one worker sends them, **one at a time**. Which way do ten mails arrive sooner?

# %%
sooner = qlab.predict("Ten mails from a queue, one worker, one at a time. When have they all arrived?",
                      "sooner than inline", "not sooner", about="01-b")  # fmt: skip
sooner

# %%
inline_ms, _ = max(trial.ask(10, inline=True)), trial.ask(10)
before = pd.Timestamp.now()
with trial.worker(concurrency=1) as worker:
    worker.wait(10)
    queued_ms = (pd.Timestamp.now() - before).total_seconds() * 1000

# %%
sooner.compare("sooner than inline" if queued_ms < inline_ms else "not sooner", witness="times")

# %% [markdown]
# A queue speeds up the response, not the work. It lets you choose how much work runs in parallel, however many
# clients there are: **change one thing**, `concurrency=10`, and run the last cells again. The mail server and the
# machine decide how far that goes.
#
# <!-- nestjs: concurrency -->

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
# ## No worker is running
#
# The worker has been stopped: its `with` block has ended. A client asks for a mail to Grace. **What happens to the
# request?**

# %%
nobody = qlab.predict("No worker runs. What happens to the job that a request asks for?",
                      "refused", "lost", "waiting", about="01-c")  # fmt: skip
nobody

# %%
answer = (idle := Trial()).post("grace@example.com")
print(answer.status_code, answer.headers["Location"].rsplit("/", 1)[0])
nobody.compare(idle.get(answer.headers["Location"])["state"])

# %% [markdown]
# 202 says: accepted, not done. The `Location` is where the client can look. The work itself is in Redis, and outlives
# the request.
#
# <!-- nestjs: controller -->

# %% [markdown]
# ### Exercise 01-c: make a mail arrive
#
# In `office`, ask for a mail to `radia@example.com` through the queue, let a worker send it, and give the check the
# address where its job can be looked at.

# %% tags=["exercise"]
office = Trial()
# student => where = "/api/jobs/email/1"
# solution:
where = office.post("radia@example.com").headers["Location"]
with office.worker():
    office.settle()
# end
qlab.check("01-c", office, where)

# %%
with idle.worker():  # a worker comes, and sends whatever waits
    idle.settle()
idle.get(answer.headers["Location"])["state"]

# %% [markdown]
# ## The process dies
#
# Processes die: memory runs out, a deployment does not wait. Now a web server runs in a process of its own, and
# Alan asks it for a mail, inline. Midway, while the mail server is busy with it, we end that process with `kill -9`:
# nothing in it can tidy up. **What is left of the request?**

# %%
left = qlab.predict("The web server is killed in the middle of an inline request. What is left of it?",
                    "a job in Redis", "the mail", "nothing", about="01-d")  # fmt: skip
left

# %%
with trial.slow("1m"), trial.process("web") as web:
    client = trial.ask_inline(web, "alan@example.com")
    trial.until_midway("alan@example.com")
    web.kill()

# %%
print("Alan hears:", client.result())
jobs, mails = trial.jobs_to("alan@example.com"), trial.mails_to("alan@example.com")
left.compare("a job in Redis" if jobs else "the mail" if mails else "nothing")

# %% [markdown]
# Only Alan knows, and he cannot tell whether the mail went out.
#
# Now Barbara's, through the queue. A **worker** in a process of its own takes the job and its *lock*, which says
# "somebody is at work", and renews the lock as long as it lives. It is killed midway too. **In which state is the job
# then?**

# %%
orphan = qlab.predict("The worker is killed in the middle of a job. What is the job's state?",
                      "lost", "waiting", "active", "failed", about="01-d2")  # fmt: skip
orphan

# %%
barbara = (desk := Trial()).post("barbara@example.com").headers["Location"]
with desk.slow("1m"), desk.process("worker", lock="3s") as worker:
    desk.until_midway("barbara@example.com")
    midway, _ = desk.keys(barbara), worker.kill()
state_then = desk.get(barbara)["state"]

# %%
orphan.compare(state_then)

# %% [markdown]
# Redis has not noticed: a dead worker reports nothing. But nobody renews the lock, and it expires, here after three
# seconds instead of BullMQ's thirty. The keys that the job is in, midway and after that:

# %%
desk.until_unlocked(barbara)
midway, desk.keys(barbara)

# %% [markdown]
# A job in `active` without a lock is **stalled**. Every worker looks for such jobs from time to time, this one twice
# a second, and what it finds goes back to `wait`. The job's hash counts how often it was started (`ats`), finished
# (`atm`) and found stalled (`stc`).

# %%
with desk.worker(stalledInterval=500):
    desk.settle()
desk.keys(barbara), {name: desk.fields(barbara)[name] for name in ("ats", "atm", "stc")}

# %%
asked = {"inline": (trial, "alan@example.com"), "queued": (desk, "barbara@example.com")}
jobs = {way: ", ".join(there.jobs_to(to)) or "none" for way, (there, to) in asked.items()}
mails = {way: there.mails_to(to) for way, (there, to) in asked.items()}
pd.DataFrame({"job in Redis": jobs, "mails that arrived": mails})

# %% [markdown]
# ### Exercise 01-d
#
# Another worker dies a moment **later**: the mail server has taken the mail, but the worker has not told Redis yet.
# How many times does that mail go out, once the stalled check has done its work?

# %% tags=["exercise"]
# student => times = 1
# solution:
times = 2
# end
qlab.check("01-d", times)

# %% [markdown]
# ## What you know now
#
# - **01-a** inline, a client waits for the work, and for everybody before it
# - **01-b** a queue answers sooner; the work takes as long as ever
# - **01-c** 202 promises that the job is written down; it waits until somebody works
# - **01-d** inline, a death takes the work along; queued, the job stays, and runs again, maybe all of it
#
# **Words:** inline, concurrency, lock, stalled
#
# **Next:** [02 Could I build one myself?](02-could-i-build-one-myself.ipynb) Below is a job like Barbara's in a lab:
# its worker dies, and two stalled checks bring it back. Step through it.

# %%
(email := (lab := qlab.Lab()).queue("email")).add("welcome", {"to": "barbara@example.com"})
_ = email.take("worker-1"), email.check_stalled()
_ = lab.clock.advance("31s"), email.check_stalled(), email.take("worker-2").complete("250 OK")
qlab.Player(lab.recording)
