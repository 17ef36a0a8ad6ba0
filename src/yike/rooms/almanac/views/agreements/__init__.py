"""The desk's pages of agreements."""
