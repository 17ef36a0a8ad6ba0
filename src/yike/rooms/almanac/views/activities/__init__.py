"""The desk's pages of activities."""
