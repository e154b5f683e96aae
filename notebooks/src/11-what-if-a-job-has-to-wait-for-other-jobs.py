# %% [markdown]
# # What if a job has to wait for other jobs?
#
# Parents, children, and five things that may happen when a child fails.
#
# *25 minutes. Prerequisite: [05 What happens when a job fails?](05-what-happens-when-a-job-fails.ipynb)*
#
# At the end you can
#
# - **11-a** add a parent with children, and say who runs first
# - **11-b** say what a failed child does to its parent, and to its siblings
# - **11-c** choose the option for a child that may fail
# - **11-d** read the results of children

# %% [markdown]
# ## Where we are
#
# ```
#   report
#    ├── numbers           in wait: a worker may take it
#    └── pictures          in wait
# ```
#
# A **flow** is a tree of jobs, added in one transaction. The report is made of what its children return. They may be in
# other queues.

# %%
import qlab
from qlab import Lab

CHILDREN = [{"name": "numbers", "queue": "parts"}, {"name": "pictures", "queue": "parts"}]
BRANCHES = {"report": "", "numbers": " ├── ", "pictures": " └── "}
OPTIONS = ["failParentOnFailure", "continueParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure"]

# %% [markdown]
# ## A report and its parts
#
# A report needs numbers and pictures. The flow is added, and one child completes. **Where is the report** now? Who
# would have to move it?

# %%
half = qlab.predict("Two children, and one has completed. Where is the parent?", "wait", "waiting-children", "active",
                    about="11-a")  # fmt: skip
half

# %%
lab = Lab()
flow = lab.flow({"name": "report", "queue": "reports", "children": CHILDREN})
lab.queue("parts").take().complete({"sum": 42})
after_one = flow.job.state
print(lab.last.sentence)

# %%
half.compare(after_one)

# %% [markdown]
# The script that completes the last child also moves its parent. Nobody polls.
#
# <!-- nestjs: flow -->
#
# ### Exercise 11-a: make a flow
#
# In the lab `mine`, add a parent `invoice` in the queue `mail`, with two children in the queue `parts`. Bring the
# parent to `completed`.

# %% tags=["exercise"]
(mine := Lab()).queue("mail"), (parts := mine.queue("parts"))
# solution:
mine.flow({"name": "invoice", "queue": "mail", "children": CHILDREN})
_ = parts.take().complete(), parts.take().complete(), mine.queue_named("mail").take().complete()
# end
qlab.check("11-a", mine)

# %% [markdown]
# ## A child fails
#
# The child `numbers` fails for good; no option says what should happen then. **What happens to the report** when
# `pictures` has completed?

# %%
broken = qlab.predict("One child failed, the other completed; no option is set. What does the parent do?",
                      "runs without it", "fails too", "waits", about="11-b")  # fmt: skip
broken


# %%
def fail_one(**options):
    tried = Lab()
    tree = [{**child, "options": options} for child in CHILDREN]
    report = tried.flow({"name": "report", "queue": "reports", "children": tree}).job
    return tried.queue("parts"), tried, report


# %%
queue, plain, parent = fail_one()
queue.take().fail("no numbers today")
queue.take().complete()
left_alone = parent.state
plain.last

# %%
says = {"waiting-children": "waits", "waiting": "runs without it", "failed": "fails too"}
broken.compare(says[left_alone.value])

# %% [markdown]
# It waits until someone retries the failed child, or removes it. The sibling kept running.
#
# ### Exercise 11-b
#
# Of the two children above, `numbers` failed and `pictures` completed. Write the states of all three jobs. The check
# replays it.

# %% tags=["exercise"]
# student => states = {"report": "?", "numbers": "?", "pictures": "?"}
# solution:
states = {"report": "waiting-children", "numbers": "failed", "pictures": "completed"}
# end
qlab.check("11-b", states)

# %% [markdown]
# ## Four options
#
# Each option belongs to the *child*. With `continueParentOnFailure` on both children, `numbers` fails, and `pictures`
# is still waiting for a worker. **Where is the report** right then?

# %%
goes_on = qlab.predict("continueParentOnFailure: one child failed, the other has not run. Where is the parent?",
                       "waiting-children", "wait", "failed", about="11-c")  # fmt: skip
goes_on


# %%
def tree(tried):
    held = {job.name: job.state.container for job in tried.snapshot().all_jobs()}
    return "\n".join(f"{branch + name:20} {held[name]}" for name, branch in BRANCHES.items())


# %%
trees, right_then = {}, {}
for option in ["none", *OPTIONS]:
    queue, tried, report = fail_one(**({} if option == "none" else {option: True}))
    queue.take().fail("no numbers today")
    trees[option], right_then[option] = tree(tried), report.state

# %%
for option, drawn in trees.items():
    print(f"{option}\n{drawn}\n")

# %%
goes_on.compare(right_then["continueParentOnFailure"])

# %% [markdown]
# With `failParentOnFailure`, the next worker fails the parent. The last two just cross the failed child off.
#
# <!-- nestjs: child-option -->
#
# ### Change one thing
#
# Add `queue.take().complete()` to the loop, after the failure. Which states change?
#
# ### Exercise 11-c
#
# A newsletter waits for a text and a picture. If the picture fails, it goes out when the text is ready, and can ask
# what failed. Which option does the picture get?

# %% tags=["exercise"]
# student => option = "?"
# solution:
option = "ignoreDependencyOnFailure"
# end
qlab.check("11-c", option)

# %% [markdown]
# ## What the children returned
#
# When the parent runs, it can read its children's results. One child completed with `{"sum": 42}`, the other
# failed and is ignored. **How many values** does `children_values()` hold?
#
# <!-- nestjs: children-values -->

# %%
values = qlab.predict("One child completed, one failed and is ignored. How many values are there?", 0, 1, 2,
                      about="11-d")  # fmt: skip
values

# %%
queue, reading, report = fail_one(ignoreDependencyOnFailure=True)
queue.take().fail("no numbers today")
queue.take().complete({"sum": 42})
print(held := list(report.children_values().values()), list(report.failed_children().values()))

# %%
ax = qlab.plot.timeline(reading.recording)
qlab.plot.timeline.table(reading.recording)[["queue", "name", "state"]]

# %%
values.compare(len(held))

# %% [markdown]
# ### Exercise 11-d
#
# Let `total` be the sum of what all children of the flow below returned.

# %% tags=["exercise"]
counting = (sums := Lab()).flow({"name": "sum", "queue": "reports", "children": CHILDREN}).job
_ = sums.queue("parts").take().complete(30), sums.queue_named("parts").take().complete(12)
# student => total = 0
# solution:
total = sum(counting.children_values().values())
# end
qlab.check("11-d", total)

# %% [markdown]
# ## What you know now
#
# - **11-a** a parent waits in `waiting-children`; its last child moves it to `wait`
# - **11-b** a failed child keeps its parent waiting, unless an option says otherwise; siblings keep running
# - **11-c** four options, each on the child: fail the parent, go on at once, ignore, remove
# - **11-d** the values of completed children are available to the parent, by the child's key
#
# **Words:** flow, parent, child, sibling, transaction
#
# **Next:** [12 What does a whole application do?](12-what-does-a-whole-application-do.ipynb) Below is the recording
# of the first flow.

# %%
qlab.Player(lab.recording)
