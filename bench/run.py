"""Measure and write bench/results.md: `python -m bench.run` everything, `… house` or `… walking` one half of it.

`python -m bench.run house facts search` measures parts of the house, `… poa` the walking query on poa only.
"""

from __future__ import annotations

import sys


def main(words: list[str]) -> None:
    """Measure what the words ask for."""
    from bench import walking  # noqa: PLC0415 - each half brings its own heavy imports
    from bench.house import run as house  # noqa: PLC0415

    match words:
        case []:
            house.main([])
            walking.main()
        case ["house", *parts]:
            house.main(parts)
        case ["walking"]:
            walking.main()
        case networks:
            walking.only(networks)


if __name__ == "__main__":
    main(sys.argv[1:])
