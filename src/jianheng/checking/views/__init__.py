"""Pages of the room."""

from jianheng.checking.views.downloads import evidence_file, keys, pack, policy, proof_sha256, proof_sm3, verifier
from jianheng.checking.views.pages import answer, index, result

__all__ = [
    "answer",
    "evidence_file",
    "index",
    "keys",
    "pack",
    "policy",
    "proof_sha256",
    "proof_sm3",
    "result",
    "verifier",
]
