"""Janus Desktop: an image catalogue for researchers."""

__version__ = "0.1.0"
