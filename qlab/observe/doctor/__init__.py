"""The doctor: what is wrong with a queue, the evidence, what it means, and what to do.

Other packages add findings of their own; see :mod:`qlab.observe.doctor.check`.
"""

from qlab.observe.doctor import checks  # noqa: F401  # they register themselves
from qlab.observe.doctor.check import check, server_check
from qlab.observe.doctor.fault import Fault
from qlab.observe.doctor.finding import Finding, Report, Severity
from qlab.observe.doctor.server import Server
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence

__all__ = ["Evidence", "Fault", "Finding", "Report", "Server", "Severity", "Survey", "check", "server_check"]
