"""Requests on the desk."""
