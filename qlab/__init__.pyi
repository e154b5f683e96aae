# The public names, each once: what is loaded from where when it is first asked for.

from . import plot as plot
from .classroom.classroom import Classroom as Classroom
from .errors import QlabError as QlabError
from .lab.handles.job import Job as Job
from .lab.handles.queue import Queue as Queue
from .lab.lab import Lab as Lab
from .lab.opened.lua_script import script as script
from .lab.workers.worker import Worker as Worker
from .observe.attach import Observer as Observer
from .observe.attach import attach as attach
from .observe.capture import capture as capture
from .protocol.backoff import custom as custom
from .protocol.backoff import exponential as exponential
from .protocol.backoff import fixed as fixed
from .protocol.backoff import jittered as jittered
from .protocol.keys import parse_key as parse_key
from .protocol.states import JobState as JobState
from .record.recording import Recording as Recording
from .record.step import Step as Step
from .snapshot.diff import Diff as Diff
from .snapshot.model import Snapshot as Snapshot
from .teach.exercise_check import check as check
from .teach.exercise_check import hint as hint
from .teach.predict import predict as predict
from .teach.registry import exercise as exercise
from .teach.results import results as results
from .widgets.backoff_explorer import BackoffExplorer as BackoffExplorer
from .widgets.board import Board as Board
from .widgets.player import Player as Player

__version__: str
