"""Household ledgers: read from a sheet, compared with the register, written out again."""
