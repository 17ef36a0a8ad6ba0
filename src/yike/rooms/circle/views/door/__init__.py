"""The public pages: whoever comes, without a log-in; nothing that is asked here is kept."""
