# %% [markdown]
# # Which job is this, and when does it go away?
#
# Job ids, duplicates and five ways to handle them, and what is removed when.
#
# *30 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **09-a** say what adding a second job with the same id does
# - **09-b** choose a deduplication mode
# - **09-c** tell a job id from a deduplication id
# - **09-d** say when finished jobs are removed

# %% [markdown]
# ## Where we are
#
# ```
#  add(jobId="order-7")           is there a hash bull:orders:order-7?
#                                 then what?
#  add(deduplication=             is there a key bull:sync:de:user-1?
#      {"id": "user-1"})          then the mode decides
# ```
#
# Both are looked for inside the script that adds the job: nobody comes between the look and the adding.

# %%
import qlab
from qlab import Lab
from qlab.errors import QlabError

# %% [markdown]
# ## The same id twice
#
# A shop adds `order-7` with a total of 10, then `order-7` again with a total of 12. **What does the second** `add` do?

# %%
second = qlab.predict("Job order-7 is waiting. What does adding order-7 again, with other data, do?", "raises an error",
                      "updates the data", "leaves the job alone", about="09-a")  # fmt: skip
second

# %%
(orders := (lab := Lab()).queue("orders")).add("pay", {"total": 10}, jobId="order-7")
got = orders.add("pay", {"total": 12}, jobId="order-7")
print(lab.last.sentence)
lab.recording.refused()[["name", "data", "outcome", "holder"]]

# %%
second.compare("leaves the job alone" if orders.job("order-7").data == {"total": 10} else "updates the data")

# %% [markdown]
# The table lists jobs that were requested but not created. Redis keeps only an event, `duplicated`, which has the id
# but not the data.
#
# <!-- nestjs: job-id -->
#
# A colleague wants to use the order number, 42, as the job id. The lab follows npm's rules for ids.

# %%
number = qlab.predict('Is jobId="42" accepted or refused?', "accepted", "refused", about="09-a2")
number

# %%
try:
    said = f"accepted: {Lab().queue('ids').add('pay', jobId='42')}"
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
# A user presses "synchronise" three times, two seconds apart: `{"n": 1}`, `{"n": 2}`, `{"n": 3}`. All three have the
# deduplication id `user-1`. With only an id, the mode is **simple**. No worker is running yet. **Which** `n` will a
# worker get later?

# %%
simple = qlab.predict("Simple mode, pressed with n = 1, 2, 3 while the job waits. Which n does the worker get?",
                      1, 3, "1, 2 and 3", about="09-b")  # fmt: skip
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
# **Debounce** combines a delay with `ttl`, `extend` and `replace`. A worker asks when all is due. **Which** `n` does it
# get now?
#
# <!-- nestjs: simple -->
#
# <!-- nestjs: debounce -->

# %%
DEBOUNCE = {"ttl": "5s", "extend": True, "replace": True}
debounced = qlab.predict("Debounce, 5 s, pressed with n = 1, 2, 3. Which n does the worker get?",
                         1, 3, "1, 2 and 3", about="09-b2")  # fmt: skip
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
# Debounce suits a search. **Throttle** has only a `ttl`: one job, and no other during that time. **Replace** puts the
# new job in place of a delayed one, and needs no `ttl`. (npm also has `reschedule`; PyPI's scripts lack it.)
#
# <!-- nestjs: throttle -->
#
# <!-- nestjs: replace -->
#
# <!-- nestjs: keep-last -->
#
# The fifth is **keepLastIfActive**. A worker is busy with `{"n": 1}` when 2 and 3 are added. **What runs** next?

# %%
after = qlab.predict("keepLastIfActive: 2 and 3 were added while 1 was active. What runs next?", "nothing", "3",
                     "2, then 3", about="09-b3")  # fmt: skip
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
# Five edits arrive, two seconds apart, and an index should be built after them. Let `index` be options for `add` so
# that **one** job runs, at least four seconds after the last edit and with that edit's data.

# %% tags=["exercise"]
# student => index = {"deduplication": {"id": "index"}}
# solution:
index = {"delay": "5s", "deduplication": {"id": "index", "replace": True}}
# end
qlab.check("09-b", index)

# %% [markdown]
# ## Two ids
#
# A job has `jobId="a"` and the deduplication id `a`, in simple mode. It completes. Now two jobs are added, one with the
# same job id and one with the same deduplication id. **Which id is still taken?**

# %%
free = qlab.predict("A job with a job id and a deduplication id has completed. Which id is still taken?",
                    "both", "the job id", "the deduplication id", "neither", about="09-c")  # fmt: skip
free

# %%
(two := (both := Lab()).queue("two")).add("x", jobId="a", deduplication={"id": "a"})
two.take().complete()
by_job, by_id = two.add("y", jobId="a").id, two.add("y", deduplication={"id": "a"}).id
both.recording.refused()[["name", "deduplication", "outcome", "holder"]]

# %%
taken = [name for name, id in (("the job id", by_job), ("the deduplication id", by_id)) if id == "a"]
free.compare(taken[0] if len(taken) == 1 else "both" if taken else "neither")

# %% [markdown]
# ### Exercise 09-c
#
# `invoice-7` has completed, with `{"n": 1}`. Get a job `invoice-7` with `{"n": 2}` into `wait`.

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
# Three mails are sent, with no option about when to remove them. An hour passes. **How many** jobs are in Redis?
#
# <!-- nestjs: remove -->

# %%
stays = qlab.predict("Three jobs completed an hour ago, with no options. How many are in Redis?", 0, 3, about="09-d")
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
# `removeOnComplete={"age": 60}` sets a maximum age of 60 seconds. Three mails were sent with it an hour ago, and no
# other job has finished since. **Is the last one** still there?
#
# <!-- nestjs: keep -->

# %%
aged = qlab.predict("age: 60, and an hour has passed without any job. Where is the last mail?", "gone", "still there",
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
# Keep the last two completed jobs, and all failed ones. Which options do you give the queue?

# %% tags=["exercise"]
# student => options = {"removeOnComplete": True, "removeOnFail": True}
# solution:
options = {"removeOnComplete": 2}
# end
qlab.check("09-d", options)

# %% [markdown]
# ## What you know now
#
# - **09-a** adding an id that exists creates nothing: you get the existing job
# - **09-b** simple, throttle, debounce, replace, keepLastIfActive: which of several jobs should run?
# - **09-c** a job id is taken while the job exists; a deduplication id without `ttl`, until its job has finished
# - **09-d** finished jobs stay unless an option says otherwise; a job that finishes removes them, not a timer
#
# **Words:** job id, deduplication, simple, throttle, debounce, replace, keepLastIfActive
#
# **Next:** [10 How many at once?](10-how-many-at-once.ipynb) Below is the recording of keepLastIfActive.

# %%
qlab.Player(kept.recording)
