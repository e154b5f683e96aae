# %% [markdown]
# # Is it true what the documentation says?
#
# Sentences from BullMQ's pages and from articles, each run as a test on four releases.
#
# *25 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **14-a** turn a sentence into a claim that can fail
# - **14-b** run a claim and read its evidence
# - **14-c** say for which release a sentence holds
# - **14-d** test a sentence of your own

# %% [markdown]
# ## Where we are
#
# ```
#  a sentence ─────▶ a claim: ───▶ run it: ───────────▶ holds, fails,
#  with its source   what is       PyPI's bullmq here,  or depends on
#                    read          npm's 4, 5, 6        the release
#                                  recorded
# ```
#
# You know a lot about BullMQ by now. Much more is written in docs, articles and answers. Some of it was true once,
# some never. You do not have to believe it: you can try it.

# %%
import qlab
from qlab import Lab
from qlab.teach.claims.examination import examine, examined, verdicts
from qlab.teach.claims.register import CLAIMS, THEMES

# %% [markdown]
# ## One sentence
#
# BullMQ's own page on its architecture says: *The active state is represented by a set.* A worker has a job. **What
# type** does Redis name for the key `active`?

# %%
active = qlab.predict("A worker has a job. What is the key `active`?", "a set", "a list", "a sorted set", about="14-a")
active

# %%
(email := (lab := Lab()).queue("email")).add("welcome")
email.take()
snapshot, _ = lab.snapshot(), lab.close()
kind = snapshot.key("bull:email:active").type
snapshot.keys()[["key", "type"]]

# %%
active.compare({"list": "a list", "set": "a set", "zset": "a sorted set"}[kind])

# %% [markdown]
# A **claim** says what is read *if the sentence holds*: here `"set"`. Any other reading fails it. `examined` runs it
# here, on PyPI's bullmq, and shows next to it what was read on three npm releases.

# %%
examined("active_is_a_set")

# %% [markdown]
# ### Exercise 14-a
#
# An old page says of a class: *This class automatically moves delayed jobs back to the waiting queue when it is the
# right time to process them.* A job is due, and no worker asks. In which list or set is the job **if that sentence
# holds**? (Not: where is it really?)

# %% tags=["exercise"]
# student => expects = {"state_when_due": "?"}
# solution:
expects = {"state_when_due": "wait"}
# end
qlab.check("14-a", expects)

# %% [markdown]
# ## The evidence
#
# An older edition of BullMQ's page on retries says of `attempts: 3`: *it will retry at most 3 times spaced after 1
# second, 2 seconds and 4 seconds*. **How many times** does such a job run?

# %%
runs = qlab.predict("attempts: 3, and every attempt fails. How many times does the job run?", 3, 4, about="14-b")
runs

# %%
seen = CLAIMS["three_attempts_are_three_retries"].play(played := Lab())
ax = qlab.plot.timeline(played.recording)
played.close()
played.recording.attempts()[["attempt", "outcome", "error"]]

# %%
print(seen)
runs.compare(seen["runs"])

# %% [markdown]
# Today's page says "2 times", yet names three waits. A claim would have shown that.
#
# Now an article, about jobs that await a call: *If your external call can take 45 seconds, you will stall.* A lock
# lasts 30 seconds. The test has a lock of half a second, and a call of one and a half.

# %%
long = qlab.predict("A real worker awaits a call three times as long as its lock. What happens to the job?",
                    "it stalls", "it does not stall", about="14-b2")  # fmt: skip
long

# %%
stalling = examined("longer_than_the_lock_stalls")
stalling

# %%
long.compare("it stalls" if stalling.seen["PyPI"]["stalled_events"] else "it does not stall")

# %% [markdown]
# The worker renews its locks while it awaits. It would be true of a job that blocks the event loop.
#
# ### Exercise 14-b
#
# Examine the claim `a_used_up_job_fails_at_once_when_retried`. Write the verdict, and where the job was in the end.

# %% tags=["exercise"]
# student => answer = {"verdict": "?", "state": "?"}
# solution:
answer = {"verdict": "fails", "state": "completed"}
# end
qlab.check("14-b", answer)

# %% [markdown]
# ## Which release?
#
# An article lists the keys of a queue, among them `paused`: *List (jobs in paused state)*. **On which releases** does
# a pause move waiting jobs there?

# %%
pausing = qlab.predict("Where does a pause move waiting jobs into a list `paused`?", "on all releases",
                       "only on npm 4 and 5", "on none", about="14-c")  # fmt: skip
pausing


# %%
def where(name):
    found = examined(name)
    yes = [release for release in found.seen if found.verdict_on(release) == "holds"]
    return found, "on all releases" if len(yes) == len(found.seen) else ", ".join(yes) or "on none"


# %%
paused, holds_on = where("pausing_moves_the_jobs")
print(holds_on)
pausing.compare("only on npm 4 and 5" if holds_on == "npm 4.18.3, npm 5.81.5" else holds_on)

# %% [markdown]
# The page about retries counts a stall separately from attempts. A job has two attempts. Its first worker dies, and
# the second throws an error. **Where** is a run left?

# %%
stall = qlab.predict("Two attempts; one stall, then one error. Where is a run left?", "on all releases",
                     "on all but npm 4", "on none", about="14-c2")  # fmt: skip
stall

# %%
_found, left_on = where("a_stall_is_no_failed_attempt")
print(left_on)
stall.compare("on all but npm 4" if left_on == "PyPI, npm 5.81.5, npm 6.7.0" else left_on)

# %%
verdicts(examine(THEMES["ordering"]))

# %% [markdown]
# Where a release lacks the method, a table says "not there". Whether you may rely on a sentence depends on what you
# have installed.
#
# <!-- nestjs: version -->
#
# ### Exercise 14-c
#
# Let `depends` be the names of the claims about ids, `THEMES["naming"]`, whose verdict depends on the release.

# %% tags=["exercise"]
# student => depends = [each.claim.slug for each in examine(THEMES["naming"])]
# solution:
depends = [each.claim.slug for each in examine(THEMES["naming"]) if each.verdict == "depends on the release"]
# end
qlab.check("14-c", depends)

# %% [markdown]
# ## All of them
#
# The sentences come from BullMQ's pages, from articles and from issues. **How many** hold on each of the four
# releases?

# %%
trust = qlab.predict("How many of these sentences hold on every release?", "all", "about one in three",
                     "about three in four", about="14-d")  # fmt: skip
trust

# %%
table = verdicts(examine(CLAIMS.values()))
table["verdict"].value_counts().to_frame()

# %%
share = (table["verdict"] == "holds").mean()
trust.compare({1: "about one in three", 3: "about three in four", 4: "all"}.get(round(share * 4 - 0.1), f"{share:.0%}"))

# %%
table[table["verdict"] == "fails"][["verdict"]]

# %% [markdown]
# ### Change one thing
#
# Examine one that surprises you: `list(CLAIMS)` has the names. Its docstring says how it is played:
# `help(CLAIMS["exactly_once"].play)`.
#
# ### Exercise 14-d: make a claim
#
# BullMQ's page on priorities says that jobs with the same priority are taken first in, first out. Write `play`, which
# gets a lab: add two jobs with `priority=5` to a queue of it, take both, and return their names as the cell does.


# %% tags=["exercise"]
# student => def play(lab):
# student =>     return {"order": ["first", "second"]}
# solution:
def play(lab):
    queue = lab.queue("mail")
    _ = queue.add("first", priority=5), queue.add("second", priority=5)
    return {"order": [queue.take().name, queue.take().name]}


# end
qlab.check("14-d", play, {"order": ["first", "second"]})

# %% [markdown]
# ## What you know now
#
# - **14-a** a claim says what is read if the sentence holds, and can fail
# - **14-b** the evidence is what was read: a verdict without it is just another sentence
# - **14-c** a sentence belongs to a release; ask which one it was written for
# - **14-d** a test that passes where the sentence is false proves nothing
#
# **Words:** claim, evidence, verdict, release
#
# **Next:** the page that you rely on most. All verdicts, with sources, are in the project's `docs/claims.md`. Below are
# the three runs again.

# %%
qlab.Player(played.recording)
