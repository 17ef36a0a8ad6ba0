"""The cover board of the desk: what is asked, who is covered, what lies behind each number."""
