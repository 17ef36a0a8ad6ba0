"""A binary heap of int64 words: key in the high half, node in the low, so ties go to the smaller node."""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from numba import njit


@njit(cache=True)
def heap_push(heap, size, word):
    """Put a word into the heap, which must have room; return the new size."""
    i = size
    while i > 0 and heap[(i - 1) >> 1] > word:
        heap[i] = heap[(i - 1) >> 1]
        i = (i - 1) >> 1
    heap[i] = word
    return size + 1


@njit(cache=True)
def heap_pop(heap, size):
    """Take the smallest word out of the heap; return it and the new size."""
    top = heap[0]
    size -= 1
    word = heap[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= word:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = word
    return top, size
