"""Walking for the pages: frozen records in, the same out; no table of the database is read here.

How to ask::

    town = standing.town()                     # see rooms/circle/standing.py; Fault where there are no streets
    town.nearest(Wish(lon, lat, at, item=12))  # Near: open points in order of the walk, the next to open
    town.way(lon, lat, point)                  # Path: line and sentences
    town.around(Wish(lon, lat, at), minutes=15)       # Around: what can be done from here
    town.grounds(Wish(lon, lat), [5, 10, 15])  # isochrones as polygons
    town.board(Question(at=at, pace="elder"))  # Board: shares by community and grid, lists behind each
    town.blind(Question(at=at), kind)          # Gaps of one kind, heaviest first
    town.week(Question(), kind, monday)        # cover in each of 168 hours
    town.doability(Question(), items)          # 事项可办率: part of a catalogue, by building and area
    town.changed([Change.close(7)])            # another Town, as it would be; ask it like any other
    town.compared(Question(), changes)         # Outcome: who gains, who loses, before and after
    town.changed(one).against(Question(), town.changed(other))  # two plans side by side
    town.sites(Question(), kind, Search(add=2))    # where new points should go, with reasons

``asks`` and ``answers`` hold the records and import nothing heavy, so that a page may name them at its top.
Times inside are whole deciseconds; a moment is local and naive; ``at=None`` means: whatever the hours.
"""
