"""What most notebooks import, imported: a process that has done so makes a kernel by forking.

Not pandas, which asks IPython how wide a table may be, nor Matplotlib's pyplot, which asks it for a backend: each does
so when it is imported.

The garbage collector is spared all of it, for it lasts as long as the kernel: a lab that is opened beside another makes
a full pass.
"""

from __future__ import annotations

import gc
import importlib
import os

import qlab

LIBRARIES = (
    "IPython.core.interactiveshell",
    "dateutil.tz",
    "ipykernel.kernelapp",
    "ipywidgets",
    "matplotlib.axes",
    "matplotlib.backends.backend_agg",
    "numpy",
    "pyarrow.compute",
)

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as a kernel sets it; Matplotlib reads it once
for name in LIBRARIES:
    importlib.import_module(name)
for name in qlab.__all__:
    getattr(qlab, name)
gc.freeze()
