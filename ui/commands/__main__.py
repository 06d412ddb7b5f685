"""`python -m ui.commands`: the same as `daogou`."""

from ui.commands import main

main()
