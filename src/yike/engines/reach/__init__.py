"""The walking engine: who really reaches which open service, on foot, in how long.

Each question is one function in the module of its name: ``snap.snap``, ``nearest.nearest``,
``ball.count_within``, ``path.path``, ``isochrone.isochrone``, ``cover.cover``, ``gaps.gaps``,
``whatif.WhatIf``, ``siting.site``. All take a ``walk.Walk`` and ``anchors.Anchors``. How it works:
docs/reach.md; a worked example: docs/first-plan.md.
"""
