"""The dialogs: each with a default button, Escape, focus in the first field, and errors beside the field."""
