"""The window: PySide6 lives here and in desktop.app, nowhere else."""
