"""Yike 一刻: the quarter-hour circle of public services."""
