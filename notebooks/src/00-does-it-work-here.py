# %% [markdown]
# # Does it work here?
#
# A check of this machine, one job from `add` to `completed`, and how to read a step.
#
# *15 minutes. No prerequisites.*
#
# At the end you can
#
# - **00-a** check that this machine is ready
# - **00-b** follow a job from `add` to `completed`
# - **00-c** read a step: its sentence, what changed, and its commands

# %% [markdown]
# ## Where we are
#
# ```
#  this notebook ──▶ a lab ──▶ a server of its own with Redis's commands
#                     │
#                     └─ runs BullMQ's scripts, and shows what changed
# ```
#
# **Redis** is a server that keeps values under names, the *keys*: texts, lists, *hashes* (like a `dict`), sorted sets
# and streams. BullMQ keeps its queues there. A **lab** starts such a server on this machine, and stops it with the
# notebook. It needs no network and touches no other Redis.

# %%
import qlab
from qlab import Lab
from qlab.teach.ready import machine

# %% [markdown]
# ## Is this machine ready?
#
# The next cell tries each part that the course needs. A line with an arrow says what is missing and what to do. In a
# terminal, `qlab doctor` prints the same report.

# %%
machine()

# %% [markdown]
# Now we open a lab and name a queue in it, `email`. No job has been added. **How many keys** does the server hold?
# Choose an answer and give a reason. A weak one will do: you learn most from a guess that turns out wrong.

# %%
keys = qlab.predict("A lab is opened and a queue is named. How many keys are in Redis?", 0, 1, 6, about="00-a")
keys

# %%
lab = Lab()
email = lab.queue("email")
found = lab.redis.keys("*")
print(lab, found)

# %%
keys.compare(len(found))

# %% [markdown]
# ### Exercise 00-a
#
# Open a lab of your own, called `mine`, and add a job to a queue `first` in it. If that works, everything in this
# course will.

# %% tags=["exercise"]
mine = Lab()
# solution:
mine.queue("first").add("hello")
# end
qlab.check("00-a", mine)

# %% [markdown]
# ## A job's life in three sentences
#
# Your program *adds* a job. A worker *takes* it, does the work, and *completes* it. In this course we often play the
# worker ourselves, one call at a time. When a worker has taken job 1, **where is its id**?

# %%
taken = qlab.predict("A worker takes job 1. Where is its id now?", "wait", "active", "nowhere", about="00-b")
taken

# %%
email.add("welcome", {"to": "ada@example.com"})
where = (job := email.take()).state
job.complete("250 OK")
for step in (steps := lab.steps[-3:]):
    print(step.sentence)

# %%
taken.compare(where)

# %% [markdown]
# Three calls, three sentences. The job is in `completed` now, with its result. It stays there, and your program can
# ask for it.
#
# <!-- nestjs: register -->
#
# <!-- nestjs: add -->
#
# <!-- nestjs: processor -->
#
# ### Change one thing
#
# Change the data or the name below and run the cell again. Which of the four values change?

# %%
note = email.add("note", {"to": "grace@example.com"})
email.take().complete("250 OK")
print(note.id, note.view.name, note.data, note.state)

# %% [markdown]
# ### Exercise 00-b
#
# Add a job named `receipt` to `email`, and bring it to `completed` as we did. If you get lost, the check says where
# the job is.

# %% tags=["exercise"]
# student => receipt = "?"
# solution:
receipt = email.add("receipt", {"to": "alan@example.com"})
email.take().complete("250 OK")
# end
qlab.check("00-b", lab)

# %% [markdown]
# ## How do I read a step?
#
# Each call is one **step**, and the lab keeps them all in `lab.steps`. A step has a sentence, the keys that changed,
# and the commands that BullMQ's script sent. Our second step was the `take`. **How many keys** did it change?

# %%
changed = qlab.predict("How many keys does one `take` change here?", 1, 2, 5, about="00-c")
changed

# %%
take = steps[1]
take

# %%
changed.compare(len(take.diff))

# %% [markdown]
# Green is new, red is gone. One Lua script did all of it, and Redis ran nothing else meanwhile. Open "9 commands" to
# see them in order. Next comes one more job, which fails, and then a figure of all jobs, with its table.

# %%
email.add("newsletter", {"to": "list@example.com"})
email.take().fail("SMTP 550: mailbox unavailable")
ax = qlab.plot.timeline(lab.recording, queue="email")
qlab.plot.timeline.table(lab.recording, queue="email")

# %% [markdown]
# ### Exercise 00-c: make a step
#
# A worker can report how far it has come (`progress`) or write a line (`log`), and the job stays where it is. Take a
# job, then make one more step that changes a key of that job and moves no job. (`report.` and the Tab key list what a
# job can do.)

# %% tags=["exercise"]
email.add("report")
report = email.take()
# solution:
report.progress(50)
# end
qlab.check("00-c", lab)

# %% [markdown]
# ## What you know now
#
# - **00-a** a lab brings its own server; its queue has no keys until the first job
# - **00-b** `add` puts an id into `wait`, `take` moves it to `active`, `complete` to `completed`
# - **00-c** a step has a sentence, the keys that changed, and the commands that changed them
#
# **Words:** Redis, key, queue, job, worker, lab, step
#
# **Next:** [01 Why not just do it in the request?](01-why-not-just-do-it-in-the-request.ipynb) Below is the
# recording of this lesson: drag the slider through a job's life.

# %%
qlab.Player(lab.recording)
