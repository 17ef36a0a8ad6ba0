"""The entrance: what django-allauth and django-axes ask of this house, and the limits of a session."""
