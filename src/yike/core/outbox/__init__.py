"""Messages and deliveries as rows, channels, sweeps."""
