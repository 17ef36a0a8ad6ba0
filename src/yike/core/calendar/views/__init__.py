"""Pages of the calendar: years, hours, and a deadline to try."""
