"""What would be: plans as changes to the town, their gains and losses, and where new points should go."""
