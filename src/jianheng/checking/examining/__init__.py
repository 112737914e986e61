"""Verification of evidence by this server."""

from jianheng.checking.examining.evidence import examine
from jianheng.checking.examining.report import Digests, Report

__all__ = ["Digests", "Report", "examine"]
