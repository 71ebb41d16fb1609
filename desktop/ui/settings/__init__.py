"""The Settings page, a section a subject."""
