"""The application's HTTP: its API, its pages, and what keeps strangers out."""
