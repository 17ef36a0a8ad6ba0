"""The desk: the shell staff work in."""
