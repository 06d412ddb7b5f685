"""`shop.json`: what makes a folder a shop. Written last and in one step, so a folder with it is complete."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from store.errors import SetupError, reason_of
from store.money import exponent

FILE = "shop.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`url` is None for the SQLite file in the folder. `currency` is ISO 4217, `language` BCP 47 (en, zh)."""

    name: str
    currency: str
    language: str = "en"
    url: str | None = None

    def __post_init__(self) -> None:
        exponent(self.currency)

    def database_url(self, home: Path) -> str:
        return self.url or f"sqlite:///{home / 'shop.db'}"

    def write(self, home: Path) -> None:
        draft = home / f"{FILE}.{os.getpid()}"
        draft.write_text(json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2), "utf-8")
        draft.replace(home / FILE)

    @classmethod
    def read(cls, home: Path) -> Manifest:
        """Raises SetupError when the folder holds no shop, or one this version cannot read."""
        try:
            found = json.loads((home / FILE).read_text("utf-8"))
            if found.pop("format") != FORMAT:
                raise SetupError(f"The shop in {home} was written by another version.", f"daogou doctor --home {home}")
            return cls(**found)
        except FileNotFoundError:
            raise SetupError(f"There is no shop in {home}.", f"daogou import FILE --home {home}") from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SetupError(
                f"{home / FILE} cannot be read: {reason_of(error)}.", f"daogou doctor --home {home}"
            ) from error
