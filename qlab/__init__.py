"""See inside a BullMQ queue, one atomic step at a time.

The public names stand in ``__init__.pyi``, each once; they are loaded when first asked for, so ``import qlab`` costs
next to nothing. This is the roof of the house: it alone knows every floor, and says what stands behind each door.
"""

from __future__ import annotations

from typing import Any

import lazy_loader

from qlab.doors import door, register

__version__ = "0.2.0"

register("load_ext", "qlab.widgets.magics:load")
register("Lab.drain", "qlab.run.drain:drain")
register("Lab.run", "qlab.run.simulate:run")
register("Lab.work", "qlab.run.real.work:work")
register("Recording.from_events", "qlab.replay.replay:recording_of")
register("Recording.to_frames", "qlab.export.frames:to_frames")
register("Recording.to_gif", "qlab.export.gif:save_gif")
register("Recording.to_mermaid", "qlab.export.mermaid:to_mermaid")
register("Recording.to_otlp", "qlab.export.otlp:save_otlp")
register("Recording.to_parquet", "qlab.export.frames:save_parquet")
register("Recording.to_typescript", "qlab.code.program:save_typescript")
register("Recording.to_html", "qlab.widgets.html_page:save_html")
register("Step.between", "qlab.lab.opened.rehearsal:between")
register("Step.slow_motion", "qlab.lab.opened.rehearsal:slow_motion")
register("Step.code", "qlab.code.code:code")

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def load_ipython_extension(shell: Any) -> None:
    """Add ``%%step``, and complete the names of queues and states, on ``%load_ext qlab``."""
    door("load_ext")(shell)
