# %% [markdown]
# # Which job is this, and when does it go away?
#
# Ids of jobs, duplicates and five ways to treat them, and what is removed when.
#
# *30 minutes. Before it: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **09-a** say what a second job with the same id does
# - **09-b** choose a mode of deduplication
# - **09-c** tell a job id from a deduplication id
# - **09-d** say when finished jobs are removed

# %% [markdown]
# ## Where we are
#
# ```
#   add(jobId="order-7")               is there a hash bull:orders:order-7?  then nothing is added
#   add(deduplication={"id": "user-1"})  is there a key bull:sync:de:user-1?   then the mode decides
# ```
#
# Both ask Redis inside the script that adds. Two producers at the same moment cannot both get in.

# %%
import qlab
from qlab import Lab
from qlab.errors import QlabError

# %% [markdown]
# ## The same id twice
#
# A shop adds `order-7` with a total of 10, and then `order-7` with a total of 12. **What does the second** `add` do?

# %%
second = qlab.predict("The job order-7 waits. Adding order-7 with other data", "raises an error", "updates the data",
                      "changes nothing", about="09-a")  # fmt: skip
second

# %%
(orders := (lab := Lab()).queue("orders")).add("pay", {"total": 10}, jobId="order-7")
got = orders.add("pay", {"total": 12}, jobId="order-7")
print(lab.last.sentence)
lab.recording.refused()[["name", "data", "outcome", "holder"]]

# %%
second.compare("changes nothing" if orders.job("order-7").data == {"total": 10} else "updates the data")

# %% [markdown]
# The table lists the jobs that were asked for and not made. Redis keeps nothing of them but an event, `duplicated`: it
# names the id, and not the data.
#
# <!-- nestjs: job-id -->
#
# A colleague wants to use the number of the order, 42, as the job's id. A lab keeps to npm's rules for ids.

# %%
number = qlab.predict('jobId="42" is', "taken", "refused", about="09-a2")
number

# %%
try:
    said = f"taken: {Lab().queue('ids').add('pay', jobId='42')}"
except QlabError as error:
    said = f"refused: {error}"
number.compare(print(said) or said.partition(":")[0])

# %% [markdown]
# ### Exercise 09-a
#
# `order-8` is added with `{"n": 1}`, taken and completed. Then it is added again with `{"n": 2}`. How many jobs does
# the queue have, in which state, and with which `n`?

# %% tags=["exercise"]
# student => answer = {"jobs": 0, "state": "?", "n": 0}
# solution:
answer = {"jobs": 1, "state": "completed", "n": 1}
# end
qlab.check("09-a", answer)

# %% [markdown]
# ## Five modes
#
# A user presses "synchronise" three times, two seconds apart: `{"n": 1}`, `{"n": 2}`, `{"n": 3}`. All have the
# deduplication id `user-1`. With the id alone the mode is **simple**, and no worker is there yet. **Which** `n` does
# a worker get later?

# %%
simple = qlab.predict(
    "Simple: three presses while the job waits. The worker gets n =", 1, 3, "1, 2 and 3", about="09-b"
)
simple


# %%
def press(mode, **options):
    queue, wanted = Lab().queue("sync"), {"deduplication": {"id": "user-1", **mode}, **options}
    for n in (1, 2, 3):
        _ = queue.add("sync", {"n": n}, **wanted), queue.lab.clock.advance("2s")
    return queue


# %%
pressed = press({})
pressed.lab.recording.refused()[["at", "mode", "outcome", "holder", "data"]]

# %%
simple.compare(pressed.job(pressed.order()["job"].iloc[0]).data["n"])

# %% [markdown]
# For a search that should use the *last* thing typed, that is wrong. **Debounce** has a delay, `ttl`, `extend` and
# `replace`. **Which** `n` now?
#
# <!-- nestjs: simple -->
#
# <!-- nestjs: debounce -->

# %%
DEBOUNCE = {"ttl": "5s", "extend": True, "replace": True}
debounced = qlab.predict("Debounce, with a delay of 5 s. The worker gets n =", 1, 3, "1, 2 and 3", about="09-b2")
debounced

# %%
bouncing = press(DEBOUNCE, delay="5s")
bouncing.lab.clock.advance("5s")
ax = qlab.plot.timeline(bouncing.lab.recording)
bouncing.lab.recording.refused()[["at", "mode", "outcome", "holder", "data"]]

# %%
debounced.compare(bouncing.job(bouncing.order()["job"].iloc[0]).data["n"])

# %%
for mode, options in (({"ttl": "5s"}, {}), ({"replace": True}, {"delay": "5s"})):
    tried = press(mode, **options)
    print(tried.lab.recording.refused()[["mode", "outcome", "data"]].to_string(index=False, header=False))

# %% [markdown]
# **Throttle** has a `ttl` alone: one job, and no other for that time. **Replace** puts the new job in the place of a
# delayed one, without a `ttl`. (npm also has `reschedule`; PyPI's scripts lack it.)
#
# <!-- nestjs: throttle -->
#
# <!-- nestjs: replace -->
#
# <!-- nestjs: keep-last -->
#
# The fifth is **keepLastIfActive**. A worker is at work on `{"n": 1}`, while 2 and 3 are pressed. **What runs** next?

# %%
after = qlab.predict("keepLastIfActive: 2 and 3 came while 1 was active. Then there runs", "nothing", "3", "2, then 3",
                     about="09-b3")  # fmt: skip
after

# %%
wanted = {"deduplication": {"id": "user-1", "keepLastIfActive": True}}
(keep := (kept := Lab()).queue("sync")).add("sync", {"n": 1}, **wanted)
working = keep.take()
_ = keep.add("sync", {"n": 2}, **wanted), keep.add("sync", {"n": 3}, **wanted), working.complete()
kept.recording.refused()[["mode", "outcome", "holder", "data"]]

# %%
print(kept.last.sentence)
waiting = [str(job.data["n"]) for job in kept.snapshot().all_jobs() if job.state.value == "waiting"]
after.compare(", then ".join(waiting) or "nothing")

# %% [markdown]
# ### Exercise 09-b: make a mode
#
# An index is to be built after edits, which come two seconds apart: five of them. Let `index` be options of `add` with
# which **one** job runs, at least four seconds after the last edit, and with the data of that one.

# %% tags=["exercise"]
# student => index = {"deduplication": {"id": "index"}}
# solution:
index = {"delay": "5s", "deduplication": {"id": "index", "replace": True}}
# end
qlab.check("09-b", index)

# %% [markdown]
# ## Two ids
#
# A job has `jobId="a"` and the deduplication id `a`, in the mode simple. It completes. Now somebody adds again, once
# with the same job id, once with the same deduplication id. **What is refused?**

# %%
free = qlab.predict("The job has completed. Refused is now", "both", "the job id", "the deduplication id", "neither",
                    about="09-c")  # fmt: skip
free

# %%
(two := (both := Lab()).queue("two")).add("x", jobId="a", deduplication={"id": "a"})
two.take().complete()
by_job, by_id = two.add("y", jobId="a").id, two.add("y", deduplication={"id": "a"}).id
both.recording.refused()[["name", "deduplication", "outcome", "holder"]]

# %%
refused = [name for name, id in (("the job id", by_job), ("the deduplication id", by_id)) if id == "a"]
free.compare(refused[0] if len(refused) == 1 else "both" if refused else "neither")

# %% [markdown]
# ### Exercise 09-c
#
# `invoice-7` has completed, with `{"n": 1}`. Bring it about that a job `invoice-7` with `{"n": 2}` waits.

# %% tags=["exercise"]
(billing := (mine := Lab()).queue("billing")).add("invoice", {"n": 1}, jobId="invoice-7")
(first := billing.take()).complete()
# solution:
_ = first.remove(), billing.add("invoice", {"n": 2}, jobId="invoice-7")
# end
qlab.check("09-c", mine)

# %% [markdown]
# ## What is removed, and when
#
# Three mails are sent; no option says what is to become of them. An hour passes. **How many** jobs are in Redis?
#
# <!-- nestjs: remove -->

# %%
stays = qlab.predict("Three jobs completed an hour ago, without any option. In Redis are", 0, 3, about="09-d")
stays


# %%
def send(mails, **options):
    queue = Lab().queue("email", **options)
    for n in range(mails):
        _ = queue.add(f"mail-{n}"), queue.take().complete(), queue.lab.clock.advance("40s")
    return queue


# %%
sent = send(3)
_ = sent.lab.clock.advance("1h")
stays.compare(sent.counts()["completed"])

# %% [markdown]
# `removeOnComplete={"age": 60}` allows an age of 60 seconds. Three mails were sent with it, and an hour has passed
# since. No other job has finished. **Is the last one** still there?
#
# <!-- nestjs: keep -->

# %%
aged = qlab.predict("age: 60, and an hour has passed without any job. The last mail is", "gone", "still there",
                    about="09-d2")  # fmt: skip
aged

# %%
old = send(3, removeOnComplete={"age": 60})
_ = old.lab.clock.advance("1h")
left = [job.name for job in old.lab.snapshot().all_jobs()]
aged.compare("still there" if "mail-2" in left else "gone")

# %% [markdown]
# ### Change one thing
#
# Send one more mail with `old.add("late")` and complete it. What is left then?
#
# ### Exercise 09-d
#
# Of jobs that completed, the last two should stay. Those that failed should all stay. Which options does the queue
# get?

# %% tags=["exercise"]
# student => options = {"removeOnComplete": True, "removeOnFail": True}
# solution:
options = {"removeOnComplete": 2}
# end
qlab.check("09-d", options)

# %% [markdown]
# ## What you know now
#
# - **09-a** a second job with the same id is not made: you get the one that is there
# - **09-b** simple, throttle, debounce, replace, keepLastIfActive: which of several is to run?
# - **09-c** a job id is taken while the job is there; a deduplication id without `ttl` until it has finished
# - **09-d** finished jobs stay unless an option says otherwise; no timer removes them, but a job that finishes
#
# **Next:** [10 How many at once?](10-how-many-at-once.ipynb) Below is the recording of keepLastIfActive.

# %%
qlab.Player(kept.recording)
