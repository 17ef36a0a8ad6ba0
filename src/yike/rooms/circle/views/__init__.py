"""The pages of the circle room: the desk's, and in ``door`` the public ones."""
