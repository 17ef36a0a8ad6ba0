"""Finding things by name as people type it: characters, pinyin, initials, everyday words, English, with mistakes.

``Index.of(entries)`` is made once and asked often; ``find`` answers a question, ``suggest`` a half-typed word.
It knows nothing of services: an entry is a key, a title and the other words by which people call it.
"""
