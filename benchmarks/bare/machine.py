"""The line that says what a figure was measured on."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count, getloadavg
from pathlib import Path


def machine() -> str:
    """Day, processor, cores, load before the run, versions."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor")
    load = f"load {getloadavg()[0]:.1f}"
    versions = f"Python {platform.python_version()}, Django {version('django')}, granian {version('granian')}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {processor}, {cpu_count()} cores, {load}, {versions}"
