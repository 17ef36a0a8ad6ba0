"""Pages of the monthly calendar on the desk."""
