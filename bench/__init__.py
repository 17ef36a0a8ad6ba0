"""Measurements of the walking engine beside its peers; `make bench` writes bench/results.md."""
