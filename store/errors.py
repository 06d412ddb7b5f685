"""Errors with an audience. `SetupError` is for the developer; its message names the command that mends it."""

from __future__ import annotations


class SetupError(Exception):
    """Something about the installation or the shop folder is wrong. One sentence, then the command that mends it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem} Run: {mend}")
        self.problem = problem
        self.mend = mend


def reason_of(error: Exception) -> str:
    """Why something failed, in words: of the operating system's errors without their number and the file's name."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
