"""Janus Desktop."""
