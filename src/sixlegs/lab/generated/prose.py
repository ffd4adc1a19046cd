"""Owns the words that made-up pages are filled with."""

from __future__ import annotations

import random

# fmt: off
WORDS = [
    "antenna", "beetle", "carapace", "amber", "forest", "meadow", "river", "stone", "lantern", "winter", "summer",
    "harbour", "copper", "silver", "map", "road", "kettle", "window", "garden", "orchard", "engine", "signal",
    "paper", "archive", "station", "bridge", "valley", "island", "morning", "evening", "letter", "number",
    "answer", "question", "journey", "market", "pattern", "measure", "season", "weather", "wonder", "quiet",
    "bright", "narrow", "early", "gentle", "steady", "hollow", "distant", "the", "a", "of", "in", "on", "with",
    "under", "over", "between", "after", "before", "while", "where", "carries", "follows", "holds", "shows",
    "turns", "crosses", "keeps", "leads", "opens", "grows", "and", "but", "so", "then",
]
# fmt: on


def sentence(chance: random.Random, many: int) -> bytes:
    """Return a sentence of so many words."""
    return " ".join(chance.choices(WORDS, k=many)).capitalize().encode() + b"."


def prose(chance: random.Random, size: int) -> bytes:
    """Return text of so many bytes, or a little more."""
    found: list[bytes] = []
    length = 0
    while length < size:
        found.append(sentence(chance, chance.randrange(6, 20)))
        length += len(found[-1]) + 1
    return b" ".join(found)
