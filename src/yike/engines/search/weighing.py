"""How well one form answers a question, 0 to 1, and which of its atoms do.

A form is a title or another word for it. Three ways are tried and the best counts: what it has in common with
the question, character by character and word by word; the question as one string with a mistake in it; and the
letters it is spelt with. The numbers are a matter of judgement; the table of questions in the tests holds them
in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yike.engines.search.asking import Asked
from yike.engines.search.entry import Why
from yike.engines.search.lexicon import MISTYPED, distance
from yike.engines.search.plain import is_word
from yike.engines.search.spelling import Spelling
from yike.engines.search.tracing import Ribbon, Trace, trace

SOUNDS_ALIKE = 0.7  # what a character counts that only sounds right, beside one that is right
ALONE = 0.5  # what a character counts that stands without its neighbour
SAID_AMONG_OTHERS = 0.55  # what a form counts that somebody says whole in a long story
MOST_OF_IT = 0.85
BEST_PART = 0.985  # the best that is not the whole title as asked
_MISTAKE_FROM = 3  # characters of a question, for one wrong one to be forgiven
_TWO_FROM = 7
_LONGEST_WITH_MISTAKE = 14


@dataclass(frozen=True)
class Form:
    """A title or another word: its atoms, their sounds, and what each counts: little for the 申领 of 居住证申领.

    ``front``: the place of the first atom that counts in full, 1 in 办执照.
    """

    atoms: tuple[str, ...]
    sounds: tuple[str, ...]
    weights: tuple[float, ...]
    front: int = 0

    def share(self, touched: Iterable[int]) -> float:
        """Return how much of the form some of its atoms are, 0 to 1."""
        return sum(self.weights[at] for at in touched) / (sum(self.weights) or 1.0)


@dataclass(frozen=True)
class Fit:
    """How well a form answers, by what, and with which of its atoms."""

    score: float
    why: Why
    touched: tuple[int, ...]


@dataclass(frozen=True)
class Question:
    """What is asked, ready to be held against forms.

    ``meant``: for each atom the atoms it may be, with how surely. ``weights``: what each counts.
    """

    asked: Asked
    meant: tuple[Mapping[str, float], ...]
    weights: tuple[float, ...]

    @property
    def total(self) -> float:
        """What all its atoms count together."""
        return sum(self.weights) or 1.0


@dataclass(frozen=True)
class _Run:
    """``size`` atoms of the question from ``ours`` on that stand in the form from ``theirs`` on."""

    ours: int
    theirs: int
    size: int


NOTHING = Fit(0.0, Why.EXACT, ())


def weigh(question: Question, form: Form, spelt: Sequence[tuple[Spelling, int]]) -> Fit:
    """Return the best fit; ``spelt`` are the spellings found in the form, each with its mistakes."""
    asked = question.asked
    if form.atoms in (asked.atoms, asked.core_atoms):
        return Fit(1.0 if form.atoms == asked.atoms else BEST_PART, Why.EXACT, tuple(range(len(form.atoms))))
    fits = [_in_common(question, form), _mistyped(asked.core_atoms, form)]
    ribbon = Ribbon.of(form.sounds) if spelt else None
    for spelling, mistakes in spelt:
        if ribbon and (found := trace(spelling, ribbon, mistakes)):
            fits.append(_spelt(asked, form, spelling, found))
    return max(fits, key=lambda fit: fit.score)


def _in_common(question: Question, form: Form) -> Fit:
    """Weigh the runs that both have in common, whatever their order."""
    runs = list(_runs(question, form))
    if not runs:
        return NOTHING
    ours = sum(_worth(question, form, run) for run in runs) / question.total
    touched = tuple(sorted({run.theirs + i for run in runs for i in range(run.size)}))
    theirs = form.share(touched)
    surest = min(_sure(question, form, run, i) for run in runs for i in range(run.size))
    exact = surest > SOUNDS_ALIKE
    score = 0.85 * (0.8 * ours + 0.2 * theirs)
    if exact and runs[0].size > 1 and theirs > MOST_OF_IT:
        score = max(score, SAID_AMONG_OTHERS + 0.2 * ours)
    if exact and (place := _stretch(question.asked, form, runs)) is not None:
        score = max(score, (0.9 if place <= form.front else 0.82) + 0.08 * theirs)
    why = Why.SOUND if not exact else Why.NEAR if surest <= MISTYPED else Why.EXACT
    return Fit(min(score, BEST_PART), why, touched)


def _stretch(asked: Asked, form: Form, runs: Sequence[_Run]) -> int | None:
    """Return where in the form all that is asked about stands in one stretch."""
    core = asked.core_atoms
    for run in runs:
        for begin in range(run.theirs, run.theirs + run.size - len(core) + 1):
            if form.atoms[begin : begin + len(core)] == core:
                return begin
    return None


def _worth(question: Question, form: Form, run: _Run) -> float:
    """Return what a run is worth: a character without its neighbour is half, one that only sounds right less."""
    lone = run.size == 1 and len(question.asked.core) > 1 and not is_word(question.asked.atoms[run.ours])
    worth = sum(_sure(question, form, run, i) * question.weights[run.ours + i] for i in range(run.size))
    return worth * (ALONE if lone else 1.0)


def _sure(question: Question, form: Form, run: _Run, i: int) -> float:
    """Return how surely the i-th atom of a run is the one that was meant."""
    return question.meant[run.ours + i].get(form.atoms[run.theirs + i], SOUNDS_ALIKE)


def _runs(question: Question, form: Form) -> Iterator[_Run]:
    """Give the longest common runs first, none overlapping another."""
    lengths = _lengths(question, form)
    ours_free, theirs_free = set(range(len(question.meant))), set(range(len(form.atoms)))
    for (ours, theirs), size in sorted(lengths.items(), key=lambda item: (-item[1], item[0])):
        run = _Run(ours, theirs, _free(ours, theirs, size, ours_free, theirs_free))
        if run.size and (run.size > 1 or form.atoms[theirs] in question.meant[ours]):
            ours_free.difference_update(range(ours, ours + run.size))
            theirs_free.difference_update(range(theirs, theirs + run.size))
            yield run


def _free(ours: int, theirs: int, size: int, ours_free: set[int], theirs_free: set[int]) -> int:
    for i in range(size):
        if ours + i not in ours_free or theirs + i not in theirs_free:
            return i
    return size


def _lengths(question: Question, form: Form) -> dict[tuple[int, int], int]:
    """Return how long the common run is that begins at each pair of places. It holds at least one right atom."""
    lengths: dict[tuple[int, int], int] = {}
    for ours in range(len(question.meant) - 1, -1, -1):
        meant, sound = question.meant[ours], question.asked.sounds[ours]
        for theirs, atom in enumerate(form.atoms):
            if atom in meant or (sound and sound == form.sounds[theirs]):
                lengths[ours, theirs] = 1 + lengths.get((ours + 1, theirs + 1), 0)
    return lengths


def _mistyped(core: tuple[str, ...], form: Form) -> Fit:
    """Weigh the question as one string with one character wrong, missing, too many or two changed over.

    Words and numbers are not taken for mistaken here: 23 is no mistake for 237.
    """
    size = 0 if any(map(is_word, core)) else len(core)
    most = 0 if size < _MISTAKE_FROM else 1 if size < _TWO_FROM else 2
    if not most or size > _LONGEST_WITH_MISTAKE or len(set(core) & set(form.atoms)) < size - most:
        return NOTHING
    count, begin, end = min(_windows(core, form.atoms, most), default=(most + 1, 0, 0))
    if count > most:
        return NOTHING
    touched = tuple(at for at in range(begin, end) if form.atoms[at] in core)
    score = 0.82 - 0.36 * count / size + 0.1 * form.share(range(begin, end))
    return Fit(score, Why.NEAR, touched)


def _windows(core: tuple[str, ...], atoms: tuple[str, ...], most: int) -> Iterator[tuple[int, int, int]]:
    """Give stretches of the form about as long as the question, with the mistakes between them.

    A short question is held against the whole form only, or a stretch that begins and ends as it does: two of three
    characters are in too many titles.
    """
    for size in range(max(2, len(core) - most), min(len(core) + most, len(atoms)) + 1):
        for begin in range(len(atoms) - size + 1):
            part = atoms[begin : begin + size]
            ends_alike = part[0] == core[0] and part[-1] == core[-1]
            if size == len(atoms) or ends_alike or (len(core) > _MISTAKE_FROM and part[0] in core):
                yield distance(core, part, most), begin, begin + size


def _spelt(asked: Asked, form: Form, spelling: Spelling, found: Trace) -> Fit:
    """Weigh a match of letters: spelt out before initials, beginning before middle, much before little."""
    front = found.touched[0] <= form.front
    score = 0.66 + 0.1 * found.whole / len(found.touched) + 0.1 * front + 0.1 * form.share(found.touched)
    score -= 2.2 * found.mistakes / len(spelling.letters)
    typed = [asked.atoms[at] for at in asked.core if not is_word(asked.atoms[at])]
    right = sum(form.atoms[at] in typed for at in found.touched) / max(len(typed), 1)
    score -= 0.25 * (1 - min(right, 1)) if typed else 0
    return Fit(min(score, BEST_PART) * spelling.fit, Why.NEAR if found.mistakes else Why.SOUND, found.touched)
