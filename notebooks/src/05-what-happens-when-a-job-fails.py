# %% [markdown]
# # What happens when a job fails?
#
# Attempts, backoff, the failed set, and what a retry by hand does.
#
# *30 minutes. Prerequisite: [03 What is in Redis?](03-what-is-in-redis.ipynb)*
#
# At the end you can
#
# - **05-a** say how often a job runs, and what `ats` and `atm` count
# - **05-b** say when each attempt begins, and where the job is meanwhile
# - **05-c** choose a backoff: fixed, exponential, jittered, custom
# - **05-d** say which events a failing job emits
# - **05-e** retry by hand, with and without a reset

# %% [markdown]
# ## Where we are
#
# ```
#           take             complete
#   wait ─────────▶ active ────────────▶ completed
#                     │
#                     │ fail
#                     ├──▶ delayed   an attempt is left, with a backoff
#                     ├──▶ wait      an attempt is left, no backoff
#                     └──▶ failed    no attempt is left
# ```
#
# When a mail server answers "451, try again", trying again is worth it. We play the worker by hand, and the clock
# stands still until we move it.

# %%
import qlab
from qlab import Lab, custom, exponential, fixed, jittered
from qlab.teach.worlds import recovered, used_up

lab = Lab()
BUSY = "SMTP 451: try again"

# %% [markdown]
# ## Three attempts
#
# A queue `plain` gives its jobs `attempts=3` and no backoff. Its one job fails whenever it runs, and a worker takes
# whatever it can get. **How many times** does the job run? Give a reason: does the first run count?

# %%
runs = qlab.predict("attempts=3, and the job fails each time. How often does it run?", 2, 3, 4, about="05-a")
runs

# %%
plain = (three := Lab()).queue("plain", attempts=3)
plain.add("welcome", {"to": "ada@example.com"})
while job := plain.take():
    job.fail(BUSY)
    print(three.last.sentence)

# %%
attempts = three.recording.attempts()
runs.compare(len(attempts.query("job == '1'")))

# %% [markdown]
# Three runs: the first, and two retries. Without a backoff each retry comes at once: the mail server had no time to
# recover, and got three requests in one instant. Look at the two counters in the job's hash. A worker has taken a new
# job for the first time and has not finished. **What does `attemptsMade` say**, field `atm`?

# %%
made = qlab.predict("A worker is running a job for the first time. What is attemptsMade?", 0, 1, about="05-a2")
made

# %%
plain.add("receipt")
running = plain.take()
print(counters := {"ats": running.view.attempts_started, "atm": running.view.attempts_made})
running.complete("250 OK")
made.compare(counters["atm"])

# %% [markdown]
# `ats` goes up when a worker takes the job, `atm` when the attempt ends. BullMQ's API calls them
# `attemptsStarted` and `attemptsMade`.
#
# ### Exercise 05-a
#
# In a queue of your own named `twice`, add a job that may be **retried twice**. Fail it until nobody can take it
# any more. The check looks at how it ended, and after how many runs.

# %% tags=["exercise"]
# student => twice = lab.queue("twice")
# solution:
twice = lab.queue("twice", attempts=3)
twice.add("invoice")
while job := twice.take():
    job.fail(BUSY)
# end
qlab.check("05-a", lab)

# %% [markdown]
# ## Is a backoff enough?
#
# A colleague wants failed mail to be tried again, writes `backoff=exponential("2s")`, and leaves `attempts` out.
# The job fails. **Where is it** after that, and why?

# %%
hopeful = qlab.predict("A backoff, no attempts. The job fails once. Where is it?",
                       "delayed", "wait", "failed", about="05-b")  # fmt: skip
hopeful

# %%
alone = lab.queue("hopeful", backoff=exponential("2s")).add("welcome")
lab.queue_named("hopeful").take().fail(BUSY)
hopeful.compare(alone.state)

# %% [markdown]
# ## 2 s, 4 s, 8 s
#
# Now both: four attempts, and an exponential backoff of 2 s. Mail to this address fails every time. The first
# attempt begins at +0 s, and takes no time here. **When does the third begin?** Write down all four moments
# before you choose.

# %%
third = qlab.predict("Exponential backoff of 2 s, and each attempt fails. When does attempt 3 of 4 begin?",
                     "+4 s", "+6 s", "+8 s", "+14 s", about="05-b2")  # fmt: skip
third

# %%
email = (mails := Lab()).queue("email", attempts=4, backoff=exponential("2s"))
invitation = email.add("invitation", {"to": "nobody@example.com"})
email.take().fail(BUSY)
mails.last

# %%
while mails.clock.to_next():
    if job := mails.queue_named("email").take():
        job.fail(BUSY)
begun = mails.recording.attempts().query("job == '1'")["started"].dt.second.tolist()
third.compare(f"+{begun[2]} s")

# %%
ax = qlab.plot.timeline(mails.recording, queue="email")
table = qlab.plot.timeline.table(mails.recording, queue="email")
table[["state", "attempt", "began_ms", "ended_ms", "wait_ms", "outcome"]]

# %% [markdown]
# Between attempts the job is in `delayed`, with the moment it is due in its score. After the fourth it is in
# `failed`, and only you take it out.
#
# <!-- nestjs: attempts -->
#
# ### Exercise 05-b
#
# With `attempts=6` and `exponential("500ms")`, failing each time and taking no time: when does the **last**
# attempt begin, in ms after the first? Work it out on paper, then write the number.

# %% tags=["exercise"]
# student => last_attempt_ms = 0
# solution:
last_attempt_ms = 500 + 1000 + 2000 + 4000 + 8000
# end
qlab.check("05-b", last_attempt_ms)

# %% [markdown]
# ## Which backoff?
#
# When a mail server comes back after an outage, a thousand jobs that failed together are due together. Fixed and
# exponential waits keep them together; **jitter** spreads them out. Three jobs fail at the same instant, with 2 s and
# a jitter of one half. When will they be due?

# %%
spread = qlab.predict("Three jobs fail together: 2 s, jitter 0.5. When are they due?",
                      "together at +2 s", "each between +1 s and +2 s", "each between +2 s and +3 s",
                      about="05-c")  # fmt: skip
spread

# %%
crowd = lab.queue("crowd", attempts=4, backoff=jittered(exponential("2s"), 0.5))
for _ in crowd.add_bulk([("newsletter", {"to": name}) for name in ("ada", "alan", "grace")]):
    crowd.take().fail(BUSY)
print(waits := [lab.snapshot().job(id, "crowd").delay_ms for id in ("1", "2", "3")])
spread.compare("each between +1 s and +2 s" if max(waits) < 2000 else "together at +2 s")

# %% [markdown]
# Jitter draws each wait at random between half and all of the planned wait; here the draw is seeded, so it repeats.
# (PyPI's `bullmq` ignores its `jitter` option, so the lab adds a strategy, as it does for `cap="5s"`, a maximum
# wait.) A **custom** backoff is a function: it may look at the error, and −1 means "do not retry".
#
# <!-- nestjs: custom-backoff -->

# %%
patience = custom(lambda _made, _kind, error: "1m" if "421" in str(error) else -1)
choosy = lab.queue("choosy", attempts=4, backoff=patience)
choosy.add("welcome")
choosy.take().fail("SMTP 550: mailbox unavailable")
lab.last.sentence

# %%
from IPython.display import display

plans = {"fixed": fixed("2s"), "exponential": exponential("2s"), "jittered": jittered(exponential("2s"), 0.5)}
ax = qlab.plot.backoff(plans, attempts=5)
display(qlab.BackoffExplorer())
qlab.plot.backoff.table(plans, attempts=5)

# %% [markdown]
# ### Exercise 05-c: make a plan
#
# Make `plan`, a backoff for a payment service: each wait doubles, beginning with 1 s; no wait exceeds 10 s; and to
# spread the load, each is randomly shortened by up to a quarter.

# %% tags=["exercise"]
# student => plan = fixed("1s")
# solution:
plan = jittered(exponential("1s", cap="10s"), 0.25)
# end
qlab.check("05-c", plan)

# %% [markdown]
# ## Which events does a failing job emit?
#
# Dashboards, alarms and `QueueEvents` read the stream `events`. Each move of a job writes an entry there, named after
# the state it moves to. A receipt may run four times. It fails twice, and then succeeds (`recovered` makes it). Someone
# counts `failed` events to find out how many attempts went wrong. **How many** will they find, and why?

# %%
told = qlab.predict("Of four attempts two fail, and the third succeeds. How many `failed` events are there?",
                    2, 1, 0, about="05-d")  # fmt: skip
told


# %%
def events(job):
    entries = job.queue.lab.snapshot().key(f"bull:{job.queue.name}:events").entries
    return [fields["event"] for entry in entries if (fields := dict(entry.fields)).get("jobId") == job.id]


print(events(receipt := recovered(Lab()).job("1")), events(invitation), sep="\n\n")
told.compare(events(receipt).count("failed"))

# %% [markdown]
# Each failure moved the receipt to `delayed`; no attempt left, as for `invitation` below it, means `failed`, then
# `retries-exhausted`. An alarm on the latter sounds reasonable. But some errors forbid a retry: BullMQ has
# `UnrecoverableError`, and a backoff may answer −1. Will such a job set off that alarm?

# %%
alarm = qlab.predict("A job fails unrecoverably at attempt 1 of 4. What does it emit?",
                     "failed", "retries-exhausted", "failed and retries-exhausted", about="05-d2")  # fmt: skip
alarm

# %%
email.add("welcome", {"to": "nobody@example.com"})
refused = email.take()
refused.fail("SMTP 550: mailbox unavailable", unrecoverable=True)
alarm.compare(" and ".join(name for name in events(refused) if name in ("failed", "retries-exhausted")))

# %% [markdown]
# So an alarm for lost jobs listens to the *stream's* `failed`: once for each lost job. (The *Worker's* own `failed`,
# NestJS's `@OnWorkerEvent('failed')`, fires after every failed attempt.)
#
# <!-- nestjs: failing -->
#
# ### Exercise 05-d
#
# A job has `attempts=5` and a fixed backoff of 1 s, and fails each time. How many events of these three kinds
# will it emit? The check asks a server.

# %% tags=["exercise"]
# student => counted = {"delayed": 0, "failed": 0, "retries-exhausted": 0}
# solution:
counted = {"delayed": 4, "failed": 1, "retries-exhausted": 1}
# end
qlab.check("05-d", counted)

# %% [markdown]
# ## Retry by hand
#
# The mailbox exists now. Job `invitation` is in `failed`, after four of four attempts (`used_up` makes a queue with
# such a job), and an operator presses *Retry* on a dashboard: BullMQ's `job.retry()`. It moves the job to `wait`.
# But the mail server is busy, and the job fails once more. **Where is it** then?

# %%
again = qlab.predict("Retried by hand after 4 of 4 attempts, it fails again. Where is it?",
                     "delayed", "wait", "failed", about="05-e")  # fmt: skip
again

# %%
reset = False
retried = (desk := used_up(Lab())).job("1")
_ = retried.retry(reset_attempts=reset), desk.take().fail(BUSY)
print(desk.lab.last.sentence)
again.compare(retried.state)

# %% [markdown]
# **Change one thing:** `reset = True`, and run the cell again.
#
# <!-- nestjs: retry -->
#
# <!-- nestjs: reset -->
#
# ### Exercise 05-e
#
# Give `invitation` four fresh attempts. Let the first fail, wait out its backoff, and complete it at the second. If
# you get lost, the check says where the job is; running the cell again starts over.

# %% tags=["exercise"]
invitation = (email := used_up(lab := Lab())).job("1")
# solution:
invitation.retry(reset_attempts=True)
_ = email.take().fail(BUSY), lab.clock.advance("2s")
email.take().complete("250 OK")
# end
qlab.check("05-e", lab)

# %% [markdown]
# ## What you know now
#
# - **05-a** `attempts` counts every run; `ats` counts those started, `atm` those ended
# - **05-b** a backoff needs attempts; exponential 2 s begins at +0, +2, +6, +14 s
# - **05-c** jitter spreads a crowd, a cap bounds a wait, −1 gives up
# - **05-d** the stream's `failed` comes once, at the end; `retries-exhausted` not always
# - **05-e** a retry without a reset has no attempts left after it
#
# **Words:** attempt, backoff, jitter, retry
#
# **Next:** [06 Who wakes a delayed job?](06-who-wakes-a-delayed-job.ipynb) Below is the recording of
# the 2, 4 and 8 seconds: step through it, and watch the keys.

# %%
qlab.Player(mails.recording)
