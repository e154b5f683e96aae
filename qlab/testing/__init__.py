"""For a test suite of your own: what is enqueued, which way a job took, and the fixtures of the pytest plugin.

The plugin is in the wheel and needs no configuration: ``qlab_lab``, ``qlab_recording`` and ``qlab_bullmq`` are there
in every test. Importing this package imports nothing else of qlab.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"assertions": ["assert_enqueued", "assert_path", "refute_enqueued"], "job_story": ["story"]}
)
