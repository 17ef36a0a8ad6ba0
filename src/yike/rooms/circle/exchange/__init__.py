"""Points, items, materials and offers taken in from files and given out, in the same form."""
