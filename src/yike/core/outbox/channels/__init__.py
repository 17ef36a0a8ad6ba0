"""The ways out. Each channel is a folder; what is common stands beside them."""
