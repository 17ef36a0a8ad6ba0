"""Deadlines 时限 as rows: started, paused, met, reminded of, escalated; whatever room they serve."""
