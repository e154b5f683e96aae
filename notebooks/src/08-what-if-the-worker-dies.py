# %% [markdown]
# # What if the worker dies?
#
# Locks, the stalled check, and why a job may run twice.
#
# *25 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **08-a** say what a lock is, and who keeps it alive
# - **08-b** follow the stalled check, and read the key `stalled`
# - **08-c** tell stalls from attempts, and say what happens after too many
# - **08-d** write a processor that may run twice

# %% [markdown]
# ## Where we are
#
# ```
#   take ──▶ active, and a lock that ends by itself after 30 s
#              │  the worker lives: ?
#              │  the worker dies:  the lock ends
#              └─ stalled check ──▶ back to wait
# ```
#
# A dead worker cannot report its own death. So its lock expires by itself, and every worker regularly looks for
# active jobs without one.

# %%
import qlab
from qlab import Lab
from qlab.errors import LockMismatch
from qlab.explore import did, explore
from qlab.teach.worlds import charged_once, two_workers

# %% [markdown]
# ## How long may a job take?
#
# A lock lasts 30 s. A report takes two minutes, and its worker is healthy all the while. Stalled checks run, one every
# 30 s. **Where is the job** after two minutes?

# %%
long_job = qlab.predict("A healthy worker works for 2 minutes; the lock lasts 30 s. Where is the job?",
                        "active", "wait", "failed", about="08-a")  # fmt: skip
long_job

# %%
lab = Lab()
lab.queue("report").add("report")
report = (queue := lab.queue_named("report")).take()
for _ in range(8):
    _ = lab.clock.advance("15s"), report.extend_lock(), queue.check_stalled()

# %%
long_job.compare(report.state)

# %% [markdown]
# Every 15 s the worker renewed its lock, and BullMQ's workers do that by themselves.
#
# ### Exercise 08-a
#
# A job in `long` has been taken. Let it run for 45 s at least, then complete it. The clock must never pass the end of
# its lock: `running.extend_lock()` renews it, `clock.advance("10s")` lets time pass.

# %% tags=["exercise"]
(long := (mine := Lab()).queue("long")).add("report")
running, clock = long.take(), mine.clock
# solution:
for _ in range(3):
    _ = clock.advance("20s"), running.extend_lock()
running.complete("done")
# end

# %%
qlab.check("08-a", mine)

# %% [markdown]
# ## Who is in `stalled`?
#
# BullMQ's check for stalled jobs keeps a set, `stalled`. A worker has just taken a job, and is healthy. The check runs.
# **Is the job in `stalled`?**

# %%
suspect = qlab.predict("The worker is healthy. The check has just run. Is its job in `stalled`?",
                       "yes", "no", about="08-b")  # fmt: skip
suspect

# %%
death = Lab()
(email := death.queue("email")).add("welcome", {"to": "ada@example.com"})
slow = email.take("worker-1")
email.check_stalled()
listed = death.redis.smembers("bull:email:stalled")

# %%
suspect.compare("yes" if "1" in listed else "no")

# %% [markdown]
# A check moves what it finds in `stalled` without a lock, and then puts all active jobs there. Now `worker-1` falls
# silent. Its lock expires, the next check finds the job, and another worker takes it. Then `worker-1`, which was only
# slow, tries to report its success.

# %%
for act in (lambda: death.clock.advance("31s"), email.check_stalled, lambda: email.take("worker-2")):
    act()
    print(death.last.sentence)

# %%
try:
    slow.complete("250 OK")
except LockMismatch as refused:
    print(refused)

# %% [markdown]
# The late report is refused: the job is another worker's now. But its mail *was* sent. Remember that for the last part.
#
# <!-- nestjs: locks -->
#
# <!-- nestjs: shutdown -->
#
# ### Change one thing
#
# Run the cell with `death = Lab()` again, then the two cells above with `advance("29s")`. Who has the job then?

# %% [markdown]
# ### Exercise 08-b
#
# A worker takes a job and dies at once. How many stalled checks must run before the job is in `wait` again, if nothing
# had been checked before?

# %% tags=["exercise"]
# student => checks = 0
# solution:
checks = 2
# end
qlab.check("08-b", checks)

# %% [markdown]
# ## Does a stall use up an attempt?
#
# The job may run twice: `attempts=2`. Its first worker dies, and the stalled check puts it back. The second worker's
# run ends with an error. **Where is the job now?**

# %%
twice_at_most = qlab.predict("attempts=2: one worker dies, the next one's run fails. Where is the job?",
                             "failed", "wait", about="08-c")  # fmt: skip
twice_at_most

# %%
(one := (dead := Lab()).queue("email", attempts=2)).add("welcome")
_ = (died := one.take()), one.check_stalled()
_ = dead.clock.advance("31s"), one.check_stalled()
one.take().fail("SMTP 451: try again")
dead.last

# %%
twice_at_most.compare(died.state)

# %% [markdown]
# A stall counts in `stc`, not in `atm`, and has its own limit: `maxStalledCount`, 1 by default. So the *second* stall
# is one too many. **Where is the job** right after that check?

# %%
limit = qlab.predict("The job stalls a second time; the limit is 1. Where is it right after the check?",
                     "failed", "wait", about="08-c2")  # fmt: skip
limit

# %%
(two := (worse := Lab()).queue("email")).add("welcome")
for _ in range(2):
    _ = (again := two.take()), two.check_stalled(), worse.clock.advance("31s"), two.check_stalled()
    worse.clock.advance("31s")

# %%
ax = qlab.plot.timeline(worse.recording, queue="email")
qlab.plot.timeline.table(worse.recording, queue="email")

# %%
limit.compare(again.state)

# %% [markdown]
# ### Exercise 08-c
#
# A job's first worker dies; a second one takes the job and completes it. Which numbers are in its hash: started
# (`ats`), ended (`atm`), stalled (`stc`)?

# %% tags=["exercise"]
# student => counters = {"ats": 0, "atm": 0, "stc": 0}
# solution:
counters = {"ats": 2, "atm": 1, "stc": 1}
# end
qlab.check("08-c", counters)

# %% [markdown]
# ## How many times is the card charged?
#
# A worker charges a card, then completes the job. Two workers, a stalled check, and one crash at any moment. The
# explorer plays *every* order of their moves. **Can the card be charged twice?**

# %%
twice = qlab.predict("Two workers, one invoice, one crash at any moment. How many times can it be charged?",
                     "once", "twice", about="08-d")  # fmt: skip
twice


# %%
def charge(pay):
    job = yield pay.take
    if job:
        yield did("charge", job.id)
        yield job.complete


# %%
found = explore(two_workers(charge), crashes=1, ticks=3, always=[charged_once])
found

# %%
twice.compare("once" if found.holds else "twice")

# %% [markdown]
# The same with real parts: a worker in a process of its own is killed with `kill -9` when the mail server has the mail,
# and before it has said so.

# %%
from qlab.app.processes.load_test import Trial

asked = (shop := Trial()).post("ada@example.com").headers["Location"]
with shop.slow(answer="1m"), shop.process("worker", lock="3s") as worker:
    shop.until_arrived("ada@example.com")
    worker.kill()

# %%
shop.until_unlocked(asked)
with shop.worker(stalledInterval=500):
    shop.settle()
print("the job is", shop.get(asked)["state"], "and Ada has", shop.mails_to("ada@example.com"), "mails")

# %% [markdown]
# The crash falls between the work and the report. No queue closes that gap: a job runs **at least once**. So write
# **idempotent** processors: a second run changes nothing. Payment services take an *idempotency key* for that.
#
# <!-- nestjs: idempotent -->
#
# ### Exercise 08-d: make it safe
#
# Write `safe`, a worker that charges the invoice, and never twice. `did("charge", job.id, once=True)` is a charge
# with an idempotency key.


# %% tags=["exercise"]
# student => def safe(pay):
# student =>     yield pay.take
# solution:
def safe(pay):
    job = yield pay.take
    if job:
        yield did("charge", job.id, once=True)
        yield job.complete


# end


# %%
qlab.check("08-d", safe)

# %% [markdown]
# ## What you know now
#
# - **08-a** a lock expires by itself; a living worker renews it, however long the job takes
# - **08-b** `stalled` holds suspects; without a lock at the next check, a job goes back to `wait`
# - **08-c** stalls have a counter and a limit of their own; over it, the next worker fails the job
# - **08-d** a job may run twice: write idempotent processors
#
# **Words:** processor, stalled check, at least once, idempotent
#
# **Next:** [09 Which job is this, and when does it go away?](09-which-job-is-this-and-when-does-it-go-away.ipynb)
# Below are the moves that charge the card twice.

# %%
qlab.Player(explore(two_workers(charge), crashes=1, ticks=3, always=[charged_once]).counterexample.recording)
