"""Open311 GeoReport v2: what is public of requests, and a way to say something, for programmes that know it."""
