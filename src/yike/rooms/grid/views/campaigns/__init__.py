"""The desk's and the phone's pages of campaigns."""
