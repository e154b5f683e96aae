# %% [markdown]
# # What is going on in your own queues?
#
# Attach to anyone's queues, explain a job, examine them all, and change nothing.
#
# *25 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **13-a** attach to a server and read a page of a queue, whatever its size
# - **13-b** say why a job is where it is, and what must happen for it to move
# - **13-c** tell a job's history from the events that are left
# - **13-d** find what is wrong with a queue, and with the Redis below it

# %% [markdown]
# ## Where we are
#
# ```
#  somebody's application ──▶ Redis ◀── their workers
#                               ▲
#                               │ reads only: one connection,
#                        you, with qlab       one page at a time
# ```
#
# So far the lab was ours. Now we look at a server that must not be disturbed: a NestJS application with npm's BullMQ.
# We saved its Redis 20 s after a demo run; an embedded server loads that dump. Your own has a URL.

# %%
import qlab
from qlab import Lab
from qlab.teach.dumps import nestjs_dump

prod = qlab.attach(nestjs_dump())
prod

# %% [markdown]
# ## What is there?
#
# Nobody told us the names. A walk over the keys, one small page per call, finds every queue, whatever created it,
# under any prefix.

# %%
for info in prod.queues():
    print(f"{info.name:20} {info.maker}  { ({state: n for state, n in info.counts.items() if n}) }")

# %% [markdown]
# Six queues, all created by the same version of npm's package. `emailQueue` has 3 completed jobs. Now a page of that
# queue, with **at most one job** of each state. What will `counts()` say of `completed`? In a real queue there might
# be a million; give a reason that would hold there too.

# %%
exact = qlab.predict("A page with limit=1, of a queue with 3 completed jobs. How many does counts() say?",
                     1, 3, about="13-a")  # fmt: skip
exact

# %%
limit = 1
page = prod.snapshot("emailQueue", limit=limit)
print(page.counts_of("emailQueue"), len(list(page.all_jobs())), "jobs on the page")
exact.compare(page.counts_of("emailQueue")["completed"])

# %% [markdown]
# Redis knows the size of a list or sorted set without counting, so one short script reads the sizes, and one job
# of each state. It costs the server the same for three jobs and for a million.
#
# <!-- nestjs: look -->
#
# **Change one thing:** `limit = 3`, and run the cell again. Which number changes, and which does not?

# %%
page = prod.snapshot("emailQueue")
page.jobs()[["id", "name", "state", "attempts_made", "attempts", "failed_reason"]]

# %% [markdown]
# ### Exercise 13-a
#
# Which of the six queues holds the most jobs, all states together, and how many? Write its name and the number.

# %% tags=["exercise"]
# student => busiest = ("emailQueue", 5)
# solution:
sums = {info.name: sum(info.counts.values()) for info in prod.queues()}
busiest = max(sums.items(), key=lambda item: item[1])
# end
qlab.check("13-a", busiest)

# %% [markdown]
# ## Why is it there?
#
# "My mail never arrived", someone says. It is job 3, and it is in `failed`: four attempts, four times the mail server
# was busy. The mail server is back up. **What must happen** for the job to run once more?

# %%
moves = qlab.predict("Job 3 is in failed, and the mail server is back up. When does it run?",
                     "when its next backoff ends", "when a worker starts", "when someone retries it",
                     about="13-b")  # fmt: skip
moves

# %%
why = prod.explain("emailQueue", 3)
print(why.of("where")[-1].text)
print(why.of("next")[0].text)
by_hand = "by hand" in why.of("next")[0].text
moves.compare("when someone retries it" if by_hand else "when its next backoff ends")

# %% [markdown]
# An explanation has four topics: where the job is, what happened, what must happen for it to move, and what else is
# worth knowing. Next to each sentence are the raw values it rests on, so that you can check it yourself.

# %%
for evidence in why.of("where")[-1].evidence:
    print(evidence.text())

# %% [markdown]
# ### Exercise 13-b
#
# In `dataProcessingQueue` jobs 3 and 4 have failed, and both may be tried twice. How many attempts did each
# really make? Ask for an explanation, or read a page.

# %% tags=["exercise"]
# student => made = {"3": 2, "4": 2}
# solution:
made = {id: prod.snapshot("dataProcessingQueue").job(id).attempts_made for id in ("3", "4")}
# end
qlab.check("13-b", made)

# %% [markdown]
# Job 4's data can never be processed, and its processor knew: it threw an `UnrecoverableError`, which forbids
# another attempt.

# %%
print(prod.explain("dataProcessingQueue", 4).of("where")[-1].text)

# %% [markdown]
# ## What happened before?
#
# Job 2 of `emailQueue` is completed: the mail went out at the third attempt. Does its hash, **now**, still hold
# an error?

# %%
stays = qlab.predict("Job 2 failed twice, then completed. Does its hash hold a failedReason?",
                     "yes", "no", about="13-c")  # fmt: skip
stays

# %%
print(page.job("2").failed_reason)
stays.compare("yes" if page.job("2").failed_reason else "no")

# %% [markdown]
# So a dashboard that shows `failedReason` shows errors of jobs that later succeeded. (Only a retry by hand deletes
# it.) The event stream tells what happened to a job; about 10,000 events are kept. `watch` follows it from now on,
# or, `from_start`, plays back what it holds. It returns a recording.

# %%
watched = prod.watch("emailQueue", 0, from_start=True)
del watched.steps[-1]  # a last look at the queue, long after its last event
attempts = watched.attempts()
attempts[["job", "attempt", "outcome", "error"]]

# %%
ax = qlab.plot.timeline(watched)
qlab.plot.timeline.table(watched).query("job == '3'")

# %% [markdown]
# No event carries an error that will be retried, nor a job's data: `watch` reads them from the job's hash, as long as
# they are there. To show a recording outside the company, give `redact=True`: values are replaced by their type and
# length.

# %%
print(prod.snapshot("emailQueue", redact=True).job("2").data)

# %% [markdown]
# ### Exercise 13-c
#
# Which mails went out at the **first** attempt? Write the set of their ids, as text.

# %% tags=["exercise"]
# student => at_once = {"1", "2"}
# solution:
at_once = set(attempts.query("attempt == 1 and outcome == 'completed'").job)
# end
qlab.check("13-c", at_once)

# %% [markdown]
# ## What is wrong?
#
# The doctor looks at every job and key of a queue, one small page per call. Anything suspicious is read again in one
# atomic script before it is reported. In this saved Redis no worker is running any more.

# %%
for finding in prod.doctor("emailQueue"):
    print(f"{finding.severity}: {finding.summary}\n  {finding.meaning}\n  {finding.advice}")

# %% [markdown]
# Now the server itself. The operations team has a Redis that serves as a **cache**, with `maxmemory-policy
# allkeys-lru`. You may put your queue there, they say. What will it do to a queue?

# %%
cache = Lab()
cache.queue("orders").add("order")
cache.redis.config_set("maxmemory-policy", "allkeys-lru")

# %%
evicts = qlab.predict("What happens to a queue on a cache server with allkeys-lru?",
                      "it works as anywhere", "it may lose jobs", "it is slower", about="13-d")  # fmt: skip
evicts

# %%
with qlab.attach(cache.url) as observer:
    report = observer.doctor()
print(report.text())
found = {each.check for each in report}
evicts.compare("it may lose jobs" if "eviction-policy" in found else "it works as anywhere")

# %% [markdown]
# When memory is short, such a cache deletes what nobody used for longest. In a cluster, a queue's keys must be on one
# node: the doctor wants a hash tag, such as `{orders}`.
#
# ### Exercise 13-d: make it fit for queues
#
# `mine` is such a cache. Make it fit for queues: let the doctor find nothing wrong with the server. (That no worker
# is connected concerns the queue.)

# %% tags=["exercise"]
(mine := Lab()).queue("orders").add("order")
_ = mine.redis.config_set("maxmemory-policy", "allkeys-lru")
# student => _ = mine.redis.config_get("maxmemory-policy")
# solution:
_ = mine.redis.config_set("maxmemory-policy", "noeviction")
# end
qlab.check("13-d", mine)

# %% [markdown]
# ## What you know now
#
# - **13-a** a page has exact counts and a few jobs, at the same cost for any queue
# - **13-b** an explanation says where, since when, why, and what must happen
# - **13-c** errors stay in the hash; the events tell what really happened, and when
# - **13-d** the doctor finds what is stuck, and a Redis that loses jobs
#
# **Words:** page, doctor, cache, hash tag
#
# **Next:** your own. In a shell: `qlab doctor URL`, `qlab watch URL QUEUE --out queue.jsonl`. Below is what
# the events of `emailQueue` told: step through it.

# %%
qlab.Player(watched)
