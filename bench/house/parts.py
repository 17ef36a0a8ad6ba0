"""What is measured of the house, in the order of the page, and what its numbers are."""

from __future__ import annotations

from dataclasses import dataclass

SQLITE, POSTGRESQL, NONE = "SQLite", "PostgreSQL", ""


@dataclass(frozen=True)
class Part:
    """``name`` is a module of ``bench.house`` that has ``rows(database)``; ``notes`` say what its numbers are."""

    name: str
    title: str
    notes: str
    databases: tuple[str, ...] = (SQLITE, POSTGRESQL)
    opened: str = ""  # "closed" where the part opens the house itself


PARTS = (
    Part(
        "pages",
        "Pages of the demonstration office",
        """
        `yike demo` as a user runs it: 30,000 households, server and worker on the same two cores as the load. Each
        page is opened 30 times by itself over a kept connection, session made beforehand, to its last byte,
        compressed. Then twenty people of every role go through their own pages for 40 s with a pause of half a
        second to one and a half between ("20 users"), and at last without any pause, which no people do. Queries
        are those of the page asked a second time. Weights are what Chromium fetches at the very first visit of a
        house, with nothing kept from before; style, script and fonts are then kept for a year, and a page costs
        what stands under "page". Memory that processes share is counted once.
        """,
        opened="closed",
    ),
    Part(
        "facts",
        "Facts: a month by community",
        """
        One question as the page of figures asks it: a month, in the street, split by its communities; total and
        parts. PostgreSQL holds 10 M facts of 80,000 persons over 33 months, SQLite 1 M. In the hard case all facts
        are of one measure, 300,000 (30,000) of them in the month.
        """,
    ),
    Part(
        "search",
        "Search: one person among a million",
        """
        PostgreSQL holds 1,000,000 persons in 600,000 households, SQLite 50,000 in 30,000, with surnames as common
        as they are and one name in eight of two characters. Each kind is looked for 60 times, by the query that
        the page asks (persons with their households and masked numbers, and doors), by a clerk who sees all of them
        and by a grid worker who sees one grid of 84. "Found" is the median; more than 50 are not shown.
        """,
    ),
    Part(
        "places",
        "Areas: which area is this point in",
        "One core, no database. Beside shapely's own tree, asked point by point in one call.",
        (NONE,),
    ),
    Part(
        "finding",
        "Search engine: an item or an address by name, at every keystroke",
        """
        Half made-up items with two other words each, half addresses; titles typed letter by letter in five ways.
        Processor time of one process, so that other work on the machine does not count. Memory is what the process
        grew by. Beside SQLite's full text of trigrams and a scan of all titles with rapidfuzz, both on titles only.
        Addresses such as 十全街1号 and 十全巷1号 differ by one character: a wrong one may truly mean either.
        """,
        (NONE,),
    ),
    Part("sealing", "Vault and worktime: a core's work in a second", "One core, no database.", (NONE,)),
    Part(
        "record",
        "Record: deeds, seals, verification",
        """
        A deed is one transaction with its row, its history and a fact, written durably (PostgreSQL with fsync and
        synchronous commit, SQLite as configured: write-ahead log, synchronous NORMAL). Sealing and verifying as the
        sweep and the audit officer's page do it.
        """,
    ),
    Part(
        "outbox",
        "Outbox: posting and delivering",
        """
        450 messages to 30 chat robots, each delivery claimed, sent over HTTP to a service on loopback that answers
        at once, and settled, with its history; one worker. Real services take longer to answer, and twenty messages
        a minute of each robot.
        """,
    ),
    Part(
        "circle",
        "The circle: 10,000 points, 30,000 dwellings, streets of 100,000 nodes",
        """
        The middle of Porto; each dwelling is a building of its own, the hardest case. Nearest points are asked for
        an item: ten open and three closed ones, with minutes, metres and closing times. A step of a plan adds,
        moves or closes a point and tells who gains and who loses by each of 15 kinds in each community. A board
        counts 15 kinds for households and elders in 21 communities and 84 grids; after a change the directory is
        read again. Over HTTP pages come from one process over a kept connection; its memory is taken afterwards,
        when every question was asked once, and what its processes share is counted once. A crowd is a process of
        its own on the same two cores, each reader with a connection; half of the pages are the nearest, half home
        and search. A slow phone is Chromium at 360 px with a quarter of the processor, 1.6 Mbit/s and 150 ms there
        and back, always as at the first visit; a page is usable once it is drawn and its own scripts have run.
        """,
    ),
    Part(
        "circlegrowth",
        "A tenth of the circle: 1,000 points, 3,000 dwellings, streets of 10,000 nodes",
        """
        The same questions as above, so that one sees how their cost grows with ten times as much of everything.
        """,
    ),
    Part(
        "grid",
        "The grid room: a million requests and cases",
        """
        PostgreSQL holds 700,000 requests and 300,000 cases of three years with histories, deadlines and facts,
        SQLite 50,000 of both; one in forty is open. Pages are asked in this process, with everything of a request
        but the network, by a clerk who sees all, a worker who sees one community and one who sees one grid. The
        sweep that adds facts up has run, as every night; what comes later is read from the facts. 100,000 (10,000)
        due deadlines of 60 people are swept by one process and by two at once: afterwards each step has to be
        there once, and told. Visitors on 16 connections send requests through the door at a steady 100 (25) a
        second for a minute, to a server on the same cores, with two processes on PostgreSQL as `docs/operate.md`
        sets it up: none may be lost, and numbers follow without gaps.
        """,
    ),
    Part(
        "almanac",
        "The almanac room: a crowd at one sign-up, a year of activities, 40,000 groups",
        """
        2,000 people (200 on SQLite) press "sign up" within ten seconds for 100 places: over HTTP, from a
        hundred addresses on loopback, at even moments whether or not those before were answered, to a
        server on the same cores, with two processes on PostgreSQL as `docs/operate.md` sets it up; an answer's
        time counts from when its press was due. Pages are asked in
        this process, with everything of a request but the network, and have to ask the database as often as
        with 200 activities. Packs are made by processes of their own; that of the 40,000 groups (10,000 on
        SQLite) is killed when a third of them is there, and another one goes on. Three phones send what
        each kept of a list of 500, two thirds of it and some twice. What is on around today, and the name
        of an unchanged calendar, are kept by the server until somebody writes.
        """,
    ),
    Part(
        "clone",
        "From a fresh clone to the first page",
        """
        What `make demo` does in a clone, with packages from the caches of uv, pip and npm that a first clone has
        filled: the speed of registries is not in it.
        """,
        (NONE,),
    ),
)
