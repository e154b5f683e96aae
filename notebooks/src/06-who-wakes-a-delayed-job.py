# %% [markdown]
# # Who wakes a delayed job?
#
# Delays, schedulers by distance and by cron, a cron that is changed, and the days on which the clocks change.
#
# *25 minutes. Before it: [03 What is in Redis?](03-what-is-in-redis.ipynb)*
#
# At the end you can
#
# - **06-a** say when a delayed job moves, and who moves it
# - **06-b** schedule a job that comes again, and say when its next one is made
# - **06-c** change a schedule, and end one
# - **06-d** say what summer time does to a cron

# %% [markdown]
# ## Where we are
#
# ```
#   add(delay="1h")      ──▶ delayed ··· due, and a worker asks ──▶ wait ──▶ active
#   schedule(every=…)    ──▶ the next job ······ a worker takes it ──▶ the job after it
# ```
#
# Every job in `delayed` has a moment at which it is **due**. A **scheduler** is a rule that makes jobs, one after
# the other.

# %%
import qlab
from qlab import Lab

# %% [markdown]
# ## An hour later
#
# A reminder is added with `delay="1h"`. Two hours pass. No worker has asked for work in that time. **Where is the
# reminder**, and who would have moved it?

# %%
asleep = qlab.predict("Due for an hour, and no worker has asked. The job is in", "delayed", "wait", "active",
                      about="06-a")  # fmt: skip
asleep

# %%
(reminders := (lab := Lab()).queue("reminders")).add("call", delay="1h")
lab.clock.advance("2h")
after_two_hours = reminders.job("1").state
print(lab.last.sentence)

# %%
asleep.compare(after_two_hours)

# %%
_ = reminders.take()
lab.last

# %% [markdown]
# The script with which a worker takes a job first moves what is due. A worker with nothing to do is not told by a
# timer either: before it sleeps, it reads from `marker` when the next job is due.

# %%
(quiet := (bell := Lab()).queue("reminders")).add("call", delay="1h")
_ = quiet.wait_for_job()
print(bell.last.sentence)

# %% [markdown]
# `delayed` is a sorted set. The job is due at a moment, which is a number of milliseconds. **What is its score?**

# %%
score = qlab.predict("The score of a job in `delayed` is", "the delay in ms", "the moment in ms",
                     "the moment × 4096", about="06-a2")  # fmt: skip
score

# %%
due = bell.clock.now_ms + 3_600_000
print(due, held := int(bell.redis.zscore("bull:reminders:delayed", "1")))

# %%
score.compare({3_600_000: "the delay in ms", due: "the moment in ms", due * 4096: "the moment × 4096"}[held])

# %% [markdown]
# ### Exercise 06-a
#
# A job `tea` is delayed by four minutes. Let a worker begin it at the moment at which it is due: no earlier, and no
# later. Do not promote it by hand.

# %% tags=["exercise"]
(kitchen := (mine := Lab()).queue("kitchen")).add("tea", delay="4m")
# solution:
mine.clock.advance("4m")
_ = kitchen.take()
# end
qlab.check("06-a", mine)

# %% [markdown]
# ## Every hour
#
# A scheduler polls a mailbox every hour. Its first job stands ready at once. Then all workers are down for five
# hours. **How many jobs** of it are there after that?

# %%
missed = qlab.predict("Every hour, and nobody takes a job for five hours. There are", 1, 5, 6, about="06-b")
missed

# %%
(mailbox := (hourly := Lab()).queue("mailbox")).schedule("poll", every="1h")
hourly.clock.advance("5h")
there = len(hourly.snapshot().jobs())
hourly.snapshot().jobs()[["name", "state"]]

# %%
missed.compare(there)

# %%
_ = mailbox.take()
print(hourly.last.sentence)

# %% [markdown]
# Taking a job makes the one after it. So there is always one, and what was missed is not made up.
#
# <!-- nestjs: every -->
#
# ### Exercise 06-b: make a schedule
#
# In the queue `office`, a `report` is wanted on each weekday at 08:30, Berlin's time. Schedule it, and let a worker
# complete the first three: `run` moves the clock to what is due next, takes it, and completes it.


# %%
def run(lab, queue, jobs):
    for _ in range(jobs):
        job = queue.take() or (lab.clock.to_next() and queue.take())
        if job:
            job.complete()


# %% tags=["exercise"]
office = (desk := Lab()).queue("office")
# solution:
office.schedule("report", cron="30 8 * * 1-5", tz="Europe/Berlin")
run(desk, office, 3)
# end
qlab.check("06-b", desk)

# %% [markdown]
# ## Another time
#
# A deployment schedules `report-9` with `cron="0 9 * * *"`. The next one wants six o'clock: its code now says
# `report-6` and `cron="0 6 * * *"`. **How many jobs a day** are there from now on?

# %%
twice = qlab.predict("`report-9` at nine; then `report-6` at six is scheduled. How many jobs wait to run?", 1, 2,
                     about="06-c")  # fmt: skip
twice

# %%
(reports := (deployed := Lab()).queue("reports")).schedule("report-9", "report", cron="0 9 * * *")
_ = reports.schedule("report-6", "report", cron="0 6 * * *")
waiting = reports.counts()["delayed"]
reports.schedulers()[["scheduler", "rule", "next"]]

# %%
twice.compare(waiting)

# %% [markdown]
# The **id** makes a scheduler. Under the same id, a new rule replaces the old one, and the job that waited with it:
#
# <!-- nestjs: cron -->

# %%
_ = reports.schedule("report-6", "report", cron="30 6 * * *")
print(deployed.last.sentence)

# %% [markdown]
# ### Exercise 06-c
#
# Tidy up the queue `tidy`: at the end there is one scheduler, `report`, which makes a job every day at 06:00.
# `unschedule` ends a scheduler.
#
# <!-- nestjs: unschedule -->

# %% tags=["exercise"]
(tidy := (mess := Lab()).queue("tidy")).schedule("report-9", "report", cron="0 9 * * *")
_ = tidy.schedule("report-6", "report", cron="0 6 * * *")
# solution:
_ = tidy.unschedule("report-9"), tidy.unschedule("report-6"), tidy.schedule("report", cron="0 6 * * *")
# end
qlab.check("06-c", mess)

# %% [markdown]
# ## Sunday, 29 March 2026
#
# At 02:00 the clocks of Berlin are put forward to 03:00. A report is scheduled with `cron="0 9 * * *"` and
# `tz="Europe/Berlin"`. **How many reports** does this lab make on that Sunday?

# %%
sunday = qlab.predict("Daily at nine, Berlin's time. On the Sunday when summer time begins, the lab makes", 0, 1, 2,
                      about="06-d")  # fmt: skip
sunday

# %%
(daily := (spring := Lab(start="2026-03-27T12:00:00Z")).queue("daily")).schedule(
    "report", cron="0 9 * * *", tz="Europe/Berlin"
)
ax = qlab.plot.schedule(spring.snapshot(), "daily")
qlab.plot.schedule.table(spring.snapshot(), "daily")[["scheduler", "rule", "next"]]

# %%
run(spring, daily, 4)
began = spring.recording.attempts()["started"].dt.tz_convert("Europe/Berlin")
print(list(began.dt.strftime("%a %d %b %H:%M")))

# %%
sunday.compare(int((began.dt.strftime("%d %b") == "29 Mar").sum()))

# %% [markdown]
# This lab runs PyPI's `bullmq`, which asks the library croniter: at eight, and again at nine. npm's asks
# cron-parser, which says nine, once. In autumn they differ too: here the report comes at ten.
#
# <!-- nestjs: time-zone -->

# %%
(later := (autumn := Lab(start="2026-10-24T12:00:00Z")).queue("daily")).schedule(
    "report", cron="0 9 * * *", tz="Europe/Berlin"
)
run(autumn, later, 2)
print(list(autumn.recording.attempts()["started"].dt.tz_convert("Europe/Berlin").dt.strftime("%a %d %b %H:%M")))

# %% [markdown]
# ### Change one thing
#
# Schedule the report of March at `"30 2 * * *"`: half past two does not exist on that Sunday. When does it run?
#
# ### Exercise 06-d
#
# A backup should run exactly every 24 hours, all year, wherever its worker runs, and with npm's library as with this
# one. Which rule do you give `schedule`?

# %% tags=["exercise"]
# student => rule = {"cron": "0 3 * * *", "tz": "Europe/Berlin"}
# solution:
rule = {"cron": "0 3 * * *", "tz": "UTC"}
# end
qlab.check("06-d", rule)

# %% [markdown]
# ## What you know now
#
# - **06-a** a due job stays in `delayed` until a worker asks; the score is the moment × 4096, plus a sequence
# - **06-b** taking a scheduler's job makes the next one: one at a time, and nothing is made up
# - **06-c** the same id replaces, another id adds; `unschedule` ends
# - **06-d** a cron with a time zone may run twice, or an hour off, where the clocks change; in UTC they never do
#
# **Next:** [07 Who goes first?](07-who-goes-first.ipynb) Below is the recording of the reports in March.

# %%
qlab.Player(spring.recording)
