"""The index: made once from entries, asked for every letter typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log2
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from yike.engines.search.asking import Asked, ask
from yike.engines.search.bits import Found, Spelt
from yike.engines.search.entry import Entry, Hit
from yike.engines.search.grams import Grams, Ints, Lists, Reals, Sought, estimate
from yike.engines.search.lexicon import Lexicon
from yike.engines.search.plain import is_word, joined, plain
from yike.engines.search.sounds import sounds
from yike.engines.search.spelling import Spelling, spellings
from yike.engines.search.weighing import NOTHING, Fit, Form, Question, weigh

Mask = NDArray[np.bool_]
MOST = 200  # hits of one answer
WEAKEST = 0.3  # a fit below says nothing
SHARE_OF_BEST = 0.4  # nor does one so far below the best
OTHER_WORD = 0.95  # what a fit of another word counts beside one of the title
BOTH = 0.05  # what the weaker of title and other word adds
LOOKED_AT = 48  # forms that are weighed closely
FEW = 5  # forms found by their letters as they stand; with fewer, mistakes are forgiven
SURE = 0.8  # a share of the question found in characters; with more, no mistakes are looked for
WHOLE_TITLE = 1.25  # nothing comes before a title typed in full


@dataclass(frozen=True)
class _Letters:
    """What was found by letters, with a guess of each form's score that costs nothing."""

    found: list[tuple[Spelling, Found]]
    guess: Reals

    def of(self, form: int) -> list[tuple[Spelling, int]]:
        """Return the spellings found in a form, each with its mistakes."""
        least: dict[Spelling, int] = {}
        for spelling, found in self.found:
            mistakes = found.mistakes_of(form)
            if mistakes is not None:
                least.setdefault(spelling, mistakes)  # what was found without mistakes comes first
        return list(least.items())


@dataclass(frozen=True)
class Index:
    """Entries made ready to be found. Unchanging; make another when entries change.

    Forms are titles and other words, all in one list: ``texts``. Those of entry ``i`` begin at ``begin[i]`` with
    its title, and ``owner`` is the way back.
    """

    entries: tuple[Entry, ...]
    lexicon: Lexicon
    texts: tuple[str, ...]
    begin: Ints
    owner: Ints
    size: Reals  # atoms of each form
    whole: Lists  # forms by a hash of all their atoms
    grams: Grams
    spelt: Spelt
    favour: Reals  # of each form by itself, for a tie among thousands

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Index:
        """Make an index. The order of the entries does not matter; of two with one key both may be found."""
        ordered = tuple(sorted(entries, key=lambda entry: (entry.title, entry.key, entry.words)))
        forms = [(number, text) for number, entry in enumerate(ordered) for text in _forms(entry)]
        atoms = [plain(text).atoms for _, text in forms]
        lexicon = Lexicon.of(chain.from_iterable(atoms))
        owner = np.array([number for number, _ in forms], np.int32)
        favour = [0.03 * _favour(ordered[o]) - 0.002 * len(a) for (o, _), a in zip(forms, atoms, strict=True)]
        return cls(
            entries=ordered,
            lexicon=lexicon,
            texts=tuple(text for _, text in forms),
            begin=np.searchsorted(owner, np.arange(len(ordered))).astype(np.int32),
            owner=owner,
            size=np.array([len(form) for form in atoms], np.float32),
            whole=Lists.of(
                np.array(list(map(_hash, atoms)), np.int64), np.arange(len(forms), dtype=np.int32), len(forms)
            ),
            grams=Grams.of([[lexicon.number[atom] for atom in form] for form in atoms], len(lexicon.number)),
            spelt=Spelt.of([sounds(form) for form in atoms]),
            favour=np.array(favour, np.float32),
        )

    def find(self, text: str, limit: int = 20, among: Mask | None = None) -> tuple[Hit, ...]:
        """Return what a question asks for, best first, at most ``limit``; empty where nothing fits.

        ``among`` are the forms that may be found, see ``titles_of``; None: all.
        """
        return self._answer(text, limit, mistakes=2, among=among)

    def titles_of(self, keys: Collection[int]) -> Mask:
        """Return the titles of some entries as a choice of forms for ``find``."""
        found = np.zeros(len(self.texts), np.bool_)
        found[self.begin[[entry.key in keys for entry in self.entries]]] = True
        return found

    def suggest(self, text: str, limit: int = 8) -> tuple[Hit, ...]:
        """Return what a half-typed word may become. As ``find``, but fewer mistakes are forgiven."""
        return self._answer(text, limit, mistakes=1)

    def _answer(self, text: str, limit: int, mistakes: int, among: Mask | None = None) -> tuple[Hit, ...]:
        asked = ask(text)
        if limit < 1 or not asked.core or not self.entries:
            return ()
        question = self._question(asked)
        share = estimate(self.grams, self._sought(question))
        letters = self._by_letters(asked, mistakes, likely=float(share.max()) >= SURE)
        guess = np.maximum(0.8 * share, letters.guess)
        likeliest = self._likeliest(guess if among is None else guess * among, asked, among)
        fits = {form: self._weigh(question, form, letters) for form in likeliest}
        hits = [
            self._hit(entry, question, fits, letters) for entry in {int(self.owner[form]) for form in fits}
        ]
        return _best(hits, min(limit, MOST))

    def _question(self, asked: Asked) -> Question:
        meant = tuple(self.lexicon.meant(atom) for atom in asked.atoms)
        rare = [max(map(self._rare, words), default=self.grams.unknown) for words in meant]
        return Question(asked, meant, tuple(w * r for w, r in zip(asked.weights, rare, strict=True)))

    def _rare(self, atom: str) -> float:
        return float(self.grams.weight[self.lexicon.number[atom]])

    def _sought(self, question: Question) -> list[Sought]:
        rows = zip(question.asked.atoms, question.meant, question.weights, strict=True)
        number = self.lexicon.number
        return [Sought({number[word]: s for word, s in m.items()}, w, is_word(atom)) for atom, m, w in rows]

    def _by_letters(self, asked: Asked, mistakes: int, *, likely: bool) -> _Letters:
        """Look for the letters; for mistypings only where little else is found."""
        letters = _Letters([], np.zeros(len(self.texts), np.float32))
        for spelling in spellings(asked):
            found = self.spelt.exact(spelling)
            self._note(letters, spelling, found)
            most = min(mistakes, spelling.mistakes)
            if most and found.form.size < FEW and not likely:
                self._note(letters, spelling, self.spelt.near(spelling, most))
        return letters

    def _note(self, letters: _Letters, spelling: Spelling, found: Found) -> None:
        """Keep what was found, and better the guesses."""
        letters.found.append((spelling, found))
        guess = (
            0.66
            + 0.1 * found.front
            + 0.1 * np.minimum(len(spelling.letters) / (3 * self.size[found.form]), 1)
        )
        guess = (guess - 2.2 * found.mistakes / len(spelling.letters)).astype(np.float32)
        letters.guess[found.form] = np.maximum(letters.guess[found.form], guess)

    def _likeliest(self, guess: Reals, asked: Asked, among: Mask | None) -> list[int]:
        """Return the forms to be weighed closely, in order; of equals the shorter and the more asked for.

        A form typed in full is among them, however many others hold as much of what is asked about.
        """
        some = np.flatnonzero(guess > 0)
        guess = guess[some] + self.favour[some]
        if some.size > 2 * LOOKED_AT:
            kept = guess >= np.partition(guess, -LOOKED_AT)[-LOOKED_AT]
            some, guess = some[kept], guess[kept]
        order = np.argsort(-guess, kind="stable")[:LOOKED_AT]
        typed_in_full = self.whole.holding(_hash(asked.atoms))
        typed_in_full = (typed_in_full if among is None else typed_in_full[among[typed_in_full]])[:LOOKED_AT]
        return list(dict.fromkeys([*typed_in_full.tolist(), *some[order].tolist()]))

    def _form(self, number: int) -> Form:
        told = ask(self.texts[number])
        rare = (self._rare(atom) * weight for atom, weight in zip(told.atoms, told.weights, strict=True))
        return Form(told.atoms, told.sounds, tuple(rare), min(told.core, default=0))

    def _weigh(self, question: Question, form: int, letters: _Letters) -> Fit:
        return weigh(question, self._form(form), letters.of(form))

    def _hit(self, number: int, question: Question, fits: dict[int, Fit], letters: _Letters) -> Hit:
        """Put together what the title and the other words of an entry are worth."""
        entry, first = self.entries[number], int(self.begin[number])
        title = fits.get(first) or self._weigh(question, first, letters)
        last = first + len(entry.words)
        others = [(fits[form], form) for form in range(first + 1, last + 1) if form in fits]
        other, at = max(others, key=lambda pair: (pair[0].score, -pair[1]), default=(NOTHING, first))
        other_score = OTHER_WORD * other.score
        score = max(title.score, other_score) + BOTH * min(title.score, other_score)
        whole = title.score == 1
        score = WHOLE_TITLE if whole else min(score, 1)
        best = title if title.score >= other_score else other
        return Hit(
            key=entry.key,
            score=round(score * (1 + 0.02 * _favour(entry)), 6),
            title=entry.title,
            matched=_matched(entry.title, title),
            why=best.why,
            word="" if best is title else self.texts[at],
        )


def _forms(entry: Entry) -> Iterator[str]:
    yield entry.title
    yield from entry.words


def _hash(atoms: tuple[str, ...]) -> int:
    return crc32(" ".join(atoms).encode("utf-8", "surrogatepass"))


def _favour(entry: Entry) -> float:
    """Return how much an entry is favoured, -3 to 3: doublings of its weight."""
    return max(-3.0, min(3.0, log2(max(entry.weight, 1e-9))))


def _matched(title: str, fit: Fit) -> tuple[tuple[int, int], ...]:
    """Return what to make bold. Next to nothing is left plain."""
    if fit.score < WEAKEST / 2:
        return ()
    spans = plain(title).spans
    return joined([spans[at] for at in fit.touched])


def _best(hits: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
    """Return the best hits that are good enough, in an order that is always the same."""
    ordered = sorted(hits, key=lambda hit: (-hit.score, len(hit.title), hit.title, hit.key, hit.word))
    least = max(WEAKEST, SHARE_OF_BEST * ordered[0].score) if ordered else 0
    return tuple(hit for hit in ordered if hit.score >= least)[:limit]
