"""History of every change, its seals, and facts with their evidence."""
