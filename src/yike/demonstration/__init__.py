"""A street office made up for showing: invented people on the bundled sketch."""
