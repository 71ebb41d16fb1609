"""What the app does: intents in, announcements out, no window and no wire."""
