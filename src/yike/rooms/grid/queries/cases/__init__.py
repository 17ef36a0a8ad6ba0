"""All that is read of cases."""
