"""Words for days and hours on pages."""
