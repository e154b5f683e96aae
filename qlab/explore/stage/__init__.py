"""The explorer's stage: a lab whose every command is handed over, and the keys of its server, saved and restored."""
