"""Commands that run and keep the office: serve, work, doctor, demo, import, export, backup, restore."""
