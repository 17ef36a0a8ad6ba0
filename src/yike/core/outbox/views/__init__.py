"""Pages of the outbox: messages, endpoints, and everybody's own notices."""
