"""The panels of the main window. They know the catalogue and the workshop, never each other."""
