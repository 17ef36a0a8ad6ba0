"""The circle room 圈: who reaches which service on foot, and how it is shown."""
