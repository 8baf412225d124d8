"""How hypothesis draws, and how the tests share a machine.

Freely at a desk, alike on every run in CI, and much longer under `make stress`: a property test leaves `max_examples`
alone, so that the profile decides how long it looks.
"""

import gc
import os
import shutil
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.browser"]

settings.register_profile("default", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile(
    "stress",
    deadline=None,
    derandomize=False,
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("stress" if os.environ.get("DRILLBOOK_STRESS") == "1" else "default")

# Files of tests are written to memory where there is plenty of it: a store waits for the disk at each commit, and no
# test can tell, since no machine loses its power here. The long counts stay on the disk.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
if os.environ.get("DRILLBOOK_STRESS") != "1" and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """A worker more than processors, since tests wait for browsers and other processes a good part of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What was collected is never garbage; what tests leave is looked for as seldom as drillbook itself does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
