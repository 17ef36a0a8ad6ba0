"""Settings, routes and the entry of the web server: the wiring above all storeys."""
