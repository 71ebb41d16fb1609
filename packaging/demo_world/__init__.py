"""Makes the demo family's world: recordings, covers, icons, playlists, cards and players."""
