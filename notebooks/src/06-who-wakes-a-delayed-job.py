# %% [markdown]
# # Who wakes a delayed job?
#
# Delays, schedulers with an interval or a cron, changing a cron, and the days when the clocks change.
#
# *25 minutes. Prerequisite: [03 What is in Redis?](03-what-is-in-redis.ipynb)*
#
# At the end you can
#
# - **06-a** say when a delayed job moves, and who moves it
# - **06-b** schedule a recurring job, and say when the next one is created
# - **06-c** change a schedule, and end one
# - **06-d** say what daylight saving time does to a cron

# %% [markdown]
# ## Where we are
#
# ```
#  add(delay="1h")    ──▶ delayed ··· when, by whom? ──▶ wait ──▶ active
#  schedule(every=…)  ──▶ one job ··· when, by whom? ──▶ the next job
# ```
#
# Every job in `delayed` has a time at which it is **due**. A **scheduler** is a rule that creates jobs, one after
# another.

# %%
import qlab
from qlab import Lab

# %% [markdown]
# ## An hour later
#
# We add a reminder with `delay="1h"`. Two hours pass, and no worker asks for work. **Where is the reminder** now, and
# what would have moved it?

# %%
asleep = qlab.predict("The job was due an hour ago, and no worker has asked for work. Where is it?",
                      "delayed", "wait", "active", about="06-a")  # fmt: skip
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
# The script that gives a worker its next job first moves the jobs that are due. No timer calls an idle worker either:
# it reads from `marker` when the next job is due, and sleeps no longer than that.

# %%
(quiet := (bell := Lab()).queue("reminders")).add("call", delay="1h")
_ = quiet.wait_for_job()
print(bell.last.sentence)

# %% [markdown]
# `delayed` is a sorted set: lowest score first, and equal scores by name. Two calls are due in the same millisecond:
# `call-b` is added first, then `call-a`. **Which one** does a worker get first?

# %%
twins = qlab.predict("`call-b`, then `call-a`: due in the same millisecond. Which one does a worker get first?",
                     "call-a", "call-b", about="06-a2")  # fmt: skip
twins

# %%
pair = (both := Lab()).queue("reminders")
_ = [pair.add("call", delay="1h", jobId=id) for id in ("call-b", "call-a")]
print(both.redis.zrange("bull:reminders:delayed", 0, -1, withscores=True))
_ = both.clock.advance("1h")
got = pair.take().id

# %%
twins.compare(got)

# %% [markdown]
# ### Exercise 06-a
#
# A job `tea` has a delay of four minutes. Have a worker start it exactly when it is due, neither earlier nor later. Do
# not promote it by hand.

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
# A scheduler polls a mailbox every hour. Its first job is ready at once. Then all workers are down for five hours.
# **How many jobs** has the scheduler created by then?

# %%
missed = qlab.predict("Every hour, but no worker takes a job for five hours. How many jobs are there?", 1, 5, 6,
                      about="06-b")  # fmt: skip
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
# Taking a job creates the one after it. So one is always ahead, and missed ones are not made up.
#
# <!-- nestjs: every -->
#
# ### Exercise 06-b: make a schedule
#
# The queue `office` needs a `report` every weekday at 08:30, Berlin time. Schedule it, and have a worker complete the
# first three: `run` moves the clock to whatever is due next, takes it and completes it.


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
# ## A different time
#
# One release schedules `report-9` with `cron="0 9 * * *"`. The next release should report at six: its code says
# `report-6` and `cron="0 6 * * *"`. **How many reports a day** are there from now on?

# %%
twice = qlab.predict("`report-9` runs at nine. Then `report-6` is scheduled at six. How many jobs are delayed?", 1, 2,
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
# A scheduler is known by its **id**. A new rule under the same id replaces the old rule and its delayed job:
#
# <!-- nestjs: cron -->

# %%
_ = reports.schedule("report-6", "report", cron="30 6 * * *")
print(deployed.last.sentence)

# %% [markdown]
# ### Exercise 06-c
#
# Tidy up the queue `tidy`: in the end there should be one scheduler, `report`, which creates a job every day at
# 06:00. `unschedule` ends a scheduler.
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
# At 02:00, clocks in Berlin go forward to 03:00. A report is scheduled with `cron="0 9 * * *"` and
# `tz="Europe/Berlin"`. **How many reports** does this lab run on that Sunday?

# %%
sunday = qlab.predict("Daily at nine, Berlin time. How many run on the Sunday when daylight saving begins?", 0, 1, 2,
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
# This lab runs PyPI's `bullmq`, which uses the croniter library: the report runs at eight, and again at nine. npm's
# `bullmq` uses cron-parser, which says nine, once. In autumn they differ too: here the report runs at ten.
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
# Schedule the March report at `"30 2 * * *"`. Half past two does not exist on that Sunday. When does it run?
#
# ### Exercise 06-d
#
# A backup must run exactly every 24 hours, all year, wherever its worker is, with npm's library as well as with this
# one. Which rule do you pass to `schedule`?

# %% tags=["exercise"]
# student => rule = {"cron": "0 3 * * *", "tz": "Europe/Berlin"}
# solution:
rule = {"cron": "0 3 * * *", "tz": "UTC"}
# end
qlab.check("06-d", rule)

# %% [markdown]
# ## What you know now
#
# - **06-a** a due job stays in `delayed` until a worker asks; its score is the due time × 4096, plus a sequence
# - **06-b** taking a scheduler's job creates the next one: one at a time, and missed ones are not made up
# - **06-c** the same id replaces, another id adds; `unschedule` ends
# - **06-d** where clocks change, a cron may run twice or an hour off; in UTC they never change
#
# **Words:** delay, due, scheduler, cron
#
# **Next:** [07 Who goes first?](07-who-goes-first.ipynb) Below is the recording of the March reports.

# %%
qlab.Player(spring.recording)
