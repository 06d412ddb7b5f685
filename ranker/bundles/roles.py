"""From a goal in words to roles: what kinds of thing belong to it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranker.words import IDEOGRAPH, tokens

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]  # texts to unit vectors [n, dim]

GOALS_FILE = Path(__file__).with_name("goals.toml")
CLOSE = 0.5  # cosine from which a goal's words mean one of the authored goals


@dataclass(frozen=True, slots=True)
class Role:
    """One place of a bundle. `words[0]` is its name and query; any of `words` names a product that fills it."""

    words: tuple[str, ...]
    needed: bool = True

    @property
    def name(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    phrases: tuple[str, ...]
    roles: tuple[Role, ...]


class GoalBook:
    """The authored goals, and those a shop adds in files of the same form; later ones replace earlier of that name."""

    def __init__(self, goals: Iterable[Goal], embed: Embed | None = None) -> None:
        self.goals = tuple({goal.name: goal for goal in goals}.values())
        self._embed = embed
        self._vectors: npt.NDArray[np.float32] | None = None

    @classmethod
    def read(cls, *more: Path, embed: Embed | None = None) -> GoalBook:
        """The project's goals and those of `more`. Raises ValueError that names the file and what is wrong in it."""
        return cls([goal for path in (GOALS_FILE, *more) for goal in read_goals(path)], embed)

    def find(self, text: str) -> Goal | None:
        """The goal the words mean: the one with the longest phrase in them, else the nearest by embedding; or None."""
        found = [(len(phrase), -at, goal) for at, goal in enumerate(self.goals) for phrase in _spoken(goal, text)]
        if found:
            return max(found, key=lambda item: item[:2])[2]
        return self._nearest(text) if self._embed is not None and text.strip() else None

    def _nearest(self, text: str) -> Goal | None:
        assert self._embed is not None
        if self._vectors is None:
            self._vectors = self._embed([f"{goal.name}: {', '.join(goal.phrases)}" for goal in self.goals])
        cosine = self._vectors @ self._embed([text])[0]
        best = int(cosine.argmax())
        return self.goals[best] if cosine[best] >= CLOSE else None


def read_goals(path: Path) -> list[Goal]:
    """The goals of a file. Raises ValueError that names the file and what is wrong in it."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["goals"]
        return [
            Goal(
                entry["name"],
                tuple(entry["phrases"]),
                tuple(Role(tuple(words)) for words in entry["roles"])
                + tuple(Role(tuple(words), needed=False) for words in entry.get("extras", [])),
            )
            for entry in entries
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: not a list of goals with name, phrases and roles: {error}") from error


def names(role: Role) -> tuple[list[str], list[str]]:
    """The role's precise words, and those that only generalise one of them: "gloves" beside "ski gloves"."""
    split = {word: tokens(word) for word in role.words}
    general = [
        word
        for word, own in split.items()
        if any(len(own) < len(other) and other[-len(own) :] == own for other in split.values())
    ]
    return [word for word in role.words if word not in general], general


def _inside(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def _spoken(goal: Goal, text: str) -> list[str]:
    """The goal's phrases (its name is one) that stand in the text, as whole words where the script has words."""
    folded, words = text.casefold(), tokens(text)
    found = []
    for phrase in (goal.name, *goal.phrases):
        if IDEOGRAPH.search(phrase):
            found += [phrase * 3] if phrase in folded else []  # an ideograph weighs like a syllable
        elif _inside(words, tokens(phrase)):
            found.append(phrase)
    return found
