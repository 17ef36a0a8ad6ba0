"""One module per command: ``build(say)`` makes it, ``run`` asks the circle room and shows the answer."""
