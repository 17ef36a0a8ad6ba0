"""What the grid room keeps: duties, requests, cases, whistles, campaigns."""
