"""Street maps: reading them from any common format and the walking filter."""
