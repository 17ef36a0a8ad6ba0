"""The town put into the database, through the same doors as real use."""

from yike.demonstration.load.all import found, load, settle

__all__ = ["found", "load", "settle"]
