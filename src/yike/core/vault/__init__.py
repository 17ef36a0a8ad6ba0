"""Keys, sealed fields and blind indexes."""
