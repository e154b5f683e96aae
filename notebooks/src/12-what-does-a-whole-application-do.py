# %% [markdown]
# # What does a whole application do?
#
# Six queues, one demo request, everything it leaves in Redis, and a day of it in seconds.
#
# *30 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **12-a** register queues in one place, and say what a job gets from there
# - **12-b** say where each job of a request stands before any worker has run
# - **12-c** follow each job to its end, and fix one that failed
# - **12-d** choose a number of workers from a day that was only simulated

# %% [markdown]
# ## Where we are
#
# ```
#  HTTP request ──▶ service ──▶ Redis ──▶ workers ──▶ mails, files,
#       ▲                         │                   a database
#       └──── 202, and where to look
# ```
#
# Focus Bear helps people to concentrate. Its server sends mails and notifications, goes through files, makes
# reports and copies data. `qlab app up` starts all of it; here it lives in a lab, and time stands still.

# %%
import qlab
from qlab import Lab, fixed
from qlab.app import virtual
from qlab.teach.dumps import focus_bear_day

# %% [markdown]
# ## Registered once
#
# Each queue is registered in one place, `qlab/app/queues.py`, as in NestJS's `registerQueue`: its name, and the
# options that all of its jobs get. Code that adds a job only passes what differs from the defaults.

# %%
for name, queue in virtual.register(Lab()).items():
    print(f"{name:16} attempts {queue.defaults['attempts']}, backoff {queue.defaults['backoff']}")

# %% [markdown]
# A service method adds a welcome mail, and names no options at all. The mail server says 451. **When does the mail
# get its next attempt?** Say where that is written down.

# %%
next_try = qlab.predict("Added without options; the first attempt fails. When does the next one start?",
                        "never", "at once", "after 2 s", about="12-a")  # fmt: skip
next_try

# %%
email = virtual.register(Lab())["email"]
first = email.add("welcome", {"to": "first@example.com"})
email.take().fail("SMTP 451: try again later")
next_try.compare(f"after {first.view.delay_ms // 1000} s")

# %% [markdown]
# The queue's defaults went into the job's `opts` when it was added. There they stay: if the defaults change
# tomorrow, this job keeps what it got today.
#
# <!-- nestjs: application -->

# %%
for option, value in first.view.opts.items():
    print(f"{option:16} {value}")

# %% [markdown]
# ### Exercise 12-a: make a queue
#
# In the lab `mine`, register a queue `invoices` whose jobs may run **three times**, five seconds apart, and add one
# job to it without any options. (`mine.queue` takes the defaults `attempts` and `backoff`, and `fixed("5s")` is a
# backoff.)

# %% tags=["exercise"]
mine = Lab()
# student => invoices = mine.queue("invoices")
# solution:
invoices = mine.queue("invoices", attempts=3, backoff=fixed("5s"))
invoices.add("invoice", {"order": 7})
# end
qlab.check("12-a", mine)

# %% [markdown]
# ## The demo request
#
# `POST /api/jobs/demo` asks for four mails, a file, a notification, a copy of data and a report. The report has one
# source: a parent job `report` and a child `source`. The request is answered at once. **Where is the parent**, and
# who will move it?

# %%
parent = qlab.predict("No worker has run. In which state is the report's parent job?",
                      "waiting", "delayed", "waiting-children", about="12-b")  # fmt: skip
parent

# %%
queues = virtual.register(lab := Lab())
before = len(lab.steps)
jobs, flow = virtual.demo(lab, queues)
asked = lab.snapshot()
print(*(step.sentence for step in lab.steps[before:]), sep="\n")

# %%
parent.compare(asked.job(flow.job.id, "analytics").state)

# %% [markdown]
# Seven jobs in seven steps, and the flow in one transaction. The request has waited for none of the work. What it
# left is what you see here, and nothing else; a restart of the web server changes none of it.

# %%
asked.jobs()[["queue", "name", "state", "attempts_made", "delay_ms"]]

# %%
asked.keys().groupby("queue").size()

# %% [markdown]
# ### Exercise 12-b
#
# Say of three jobs in which state they are now: the last mail of the demo (`email 4`: it is to come in five
# seconds), the report's `source`, and the copy of data (`data-sync 1`).

# %% tags=["exercise"]
# student => where = {"email 4": "?", "source": "?", "data-sync 1": "?"}
# solution:
where = {"email 4": "delayed", "source": "waiting", "data-sync 1": "waiting"}
# end
qlab.check("12-b", lab, where)

# %% [markdown]
# ## The workers come
#
# The same request, and one worker per queue. Mail 2 goes to an address whose server says 451 twice, mail 3 to one
# whose server says 550: no such mailbox. Each may run four times. **How many times does mail 3 run**, and why?

# %%
runs = qlab.predict("attempts=4, and the server says 550. How often does the mail run?", 1, 3, 4, about="12-c")
runs

# %%
run = virtual.asked(Lab()).run(virtual.PROCESSORS)
attempts = run.attempts().query("queue == 'email'")
runs.compare(len(attempts.query("job == '3'")))

# %%
ax = qlab.plot.timeline(run, queue="email")
attempts[["job", "attempt", "outcome", "error", "delay_ms"]].reset_index(drop=True)

# %% [markdown]
# A 451 is worth another try, a 550 is not: the processor raised `UnrecoverableError`. A job in `failed` is not gone.
# Someone can look at it, fix it, and run it again.
#
# <!-- nestjs: mend -->

# %%
run.last.job("3", "email").failed_reason

# %% [markdown]
# ### Exercise 12-c
#
# Mail 3 had a wrong address. (`worked_off` makes the request in a lab of yours, and lets workers do it all.) Give its
# job the data `{"to": "alan@example.com", "name": "alan"}`, retry it, and let the workers run once more.

# %% tags=["exercise"]
wrong = virtual.worked_off(mine := Lab())["email"].job("3")
# solution:
wrong.update_data({"to": "alan@example.com", "name": "alan"})
wrong.retry()
mended = mine.run({"email": virtual.PROCESSORS["email"]})
# end
qlab.check("12-c", mine)

# %% [markdown]
# ## A whole day
#
# `data/focus-bear-day.csv` has 4,094 jobs of a day, a third of them between eight and ten. A mail takes four seconds
# on average. Every queue gets one worker, except email: you choose how many.


# %%
def day(mail_workers, until="1d"):
    with Lab(trace=False) as other:
        virtual.register(other)
        options = {"until": until, "arrivals": focus_bear_day(), "detail": "transitions"}
        return other.run(virtual.PROCESSORS, {"email": mail_workers}, **options)  # fmt: skip


# %% [markdown]
# A single mail worker is busy for 15 % of the day. **How long does a mail wait** on average in the hour of the worst
# rush? Does the idle 85 % of the day help a mail that arrives at nine?

# %%
rush = qlab.predict("Busy 15 % of the day. How long does a mail wait in the worst hour, on average?",
                    "under a second", "one to four seconds", "more than four seconds", about="12-d")  # fmt: skip
rush

# %%
one = day(mail_workers=1)
waits = one.waiting().query("queue == 'email'")
by_hour = waits.groupby(waits["scheduled"].dt.hour)["wait_ms"].mean().div(1000).round(1)
worst = by_hour.max()
rush.compare("under a second" if worst < 1 else "one to four seconds" if worst <= 4 else "more than four seconds")

# %%
ax = by_hour.plot.bar(xlabel="hour", ylabel="mean wait (s)", title="Mails, one worker", figsize=(8, 3), rot=0)
by_hour.loc[6:12].rename_axis("hour").to_frame("mean wait (s)").T

# %%
one.utilisation()[["queue", "workers", "attempts", "utilisation"]].round(3)

# %% [markdown]
# Queues are sized for the rush, not for the day. **Change one thing:** `mail_workers=2` above. Does the wait at nine
# shrink to a half, or to less? Lesson 10 says why.
#
# Is the simulation sound? Little's law must hold: the average queue length equals arrivals per second × mean wait.

# %%
one.littles_law().query("queue == 'email'").round(3)

# %% [markdown]
# ### Exercise 12-d
#
# How many mail workers does it take until a mail waits **less than a second** on average between nine and ten? Above
# it was one worker: look at hour 9 of the table. Then try other numbers. The check simulates yours, and one fewer.

# %% tags=["exercise"]
# student => enough = 1
# solution:
enough = 2
# end
qlab.check("12-d", enough, day)

# %% [markdown]
# ## What you know now
#
# - **12-a** a queue's options are registered once, and copied into each job
# - **12-b** after a request its jobs stay in `wait`, `delayed` or `waiting-children`, no matter which process
#   restarts
# - **12-c** a failed job keeps its data and its reason: fix it, and retry
# - **12-d** size workers for the rush; a simulated day costs seconds
#
# **Words:** service, rush
#
# **Next:** [13 What is going on in your own queues?](13-what-is-going-on-in-your-own-queues.ipynb) Below is a board, on
# which you are the mail worker, and then the workers' run: step through it.

# %%
qlab.Board(virtual.asked(Lab()), "email")

# %%
qlab.Player(run)
