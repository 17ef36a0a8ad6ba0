"""The grid room 格: who answers for what, every call answered, every whistle arrived."""
