"""Local repair of nearest-point words on the street graph: after a point comes, and after one goes.

A word is time << 16 | number of the point, one per node; the smallest counts. A coming point only lowers
words, so a search goes as far as it lowers them. A going point leaves a hole, the nodes it served; the hole
is filled again from its rim and from the other points inside it. Both give exactly what a fresh search gives.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

import numpy as np
from numba import njit

from yike.engines.reach.heap import heap_pop, heap_push

NONE = 0xFFFFFFFF


@njit(cache=True)
def _grown(array):
    """Return the array with twice the room."""
    return np.concatenate((array, np.empty_like(array)))


@njit(cache=True)
def lower(words, start, to, arrive, node, word, limit, touched, was):
    """Lower words from seeds (``node``, ``word``) outwards, no farther than ``limit`` deciseconds.

    Writes every lowered node and its former word once per lowering, oldest first; returns how many, and the
    arrays, which may have grown.
    """
    heap = np.empty(256, np.int64)
    size = count = np.int64(0)
    for s in range(len(node)):
        if word[s] >> 16 <= limit and word[s] < words[node[s]]:
            if count == len(touched):
                touched, was = _grown(touched), _grown(was)
            touched[count], was[count] = node[s], words[node[s]]
            count += 1
            words[node[s]] = word[s]
            if size == len(heap):
                heap = _grown(heap)
            size = heap_push(heap, size, ((word[s] >> 16) << 32) | np.int64(node[s]))
    while size:
        top, size = heap_pop(heap, size)
        v = top & 0xFFFFFFFF
        here = np.int64(words[v])
        if top >> 32 > here >> 16:
            continue
        for e in range(start[v], start[v + 1]):
            there = here + (np.int64(arrive[e]) << 16)
            w = to[e]
            if there >> 16 > limit or there >= words[w]:
                continue
            if count == len(touched):
                touched, was = _grown(touched), _grown(was)
            touched[count], was[count] = w, words[w]
            count += 1
            words[w] = there
            if size == len(heap):
                heap = _grown(heap)
            size = heap_push(heap, size, ((there >> 16) << 32) | np.int64(w))
    return count, touched, was


@njit(cache=True)
def clear(words, start, to, number, node, touched, was):
    """Empty the connected nodes that the point ``number`` serves, beginning at its own nodes."""
    count = head = 0
    for s in range(len(node)):
        if words[node[s]] != NONE and words[node[s]] & 0xFFFF == number:
            if count == len(touched):
                touched, was = _grown(touched), _grown(was)
            touched[count], was[count] = node[s], words[node[s]]
            words[node[s]] = NONE
            count += 1
    while head < count:
        v = touched[head]
        head += 1
        for e in range(start[v], start[v + 1]):
            w = to[e]
            if words[w] != NONE and words[w] & 0xFFFF == number:
                if count == len(touched):
                    touched, was = _grown(touched), _grown(was)
                touched[count], was[count] = w, words[w]
                words[w] = NONE
                count += 1
    return count, touched, was


@njit(cache=True)
def rim(words, start, to, leave, hole, node, word):
    """Write the words that nodes of a hole get from neighbours outside it; return how many, and the arrays."""
    count = 0
    for v in hole:
        for e in range(start[v], start[v + 1]):
            if words[to[e]] != NONE and leave[e] != 65535:
                there = np.int64(words[to[e]]) + (np.int64(leave[e]) << 16)
                if count == len(node):
                    node, word = _grown(node), _grown(word)
                node[count], word[count] = v, there
                count += 1
    return count, node, word
