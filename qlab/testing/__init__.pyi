from .assertions import assert_enqueued as assert_enqueued
from .assertions import assert_path as assert_path
from .assertions import refute_enqueued as refute_enqueued
from .job_story import story as story
