"""Surveys without a database: what a planner names in files is loaded, walked, and answered."""
