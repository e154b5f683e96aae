"""The explorer: every interleaving of producers, workers, crashes, checks and operators, on real BullMQ scripts.

Each BullMQ script is atomic, so every concurrent run is an interleaving of scripts. The explorer plays all of them, on
an embedded server and a virtual clock, and finds the shortest way to a broken promise: a model checker whose model is
the real thing.

::

    from qlab.explore import did, explore

    def world(lab):
        pay = lab.queue("pay")
        pay.add("invoice", {"euro": 10})
        def worker():                              # each yield is one atomic move; a tuple is a choice
            job = yield pay.take
            if job:
                yield did("charge", job.id)        # the world outside Redis: no crash takes it back
                yield job.complete
        def checker():
            yield pay.check_stalled
            yield pay.check_stalled
        return {"ann": worker, "bob": worker, "checker": checker}

    def charged_once(state):                       # a sentence where it is broken, else None
        for effect, times in state.effects.items():
            if times > 1:
                return f"{effect} happened {times} times"

    found = explore(world, crashes=1, ticks=3, always=[charged_once])
    found                                          # the shortest way to charge twice
    qlab.Player(found.counterexample.recording)
"""

from qlab.explore.engine.effects import Happened, did
from qlab.explore.exploration import Counterexample, Exploration
from qlab.explore.exploring import explore
from qlab.explore.moment import Moment

__all__ = ["Counterexample", "Exploration", "Happened", "Moment", "did", "explore"]
