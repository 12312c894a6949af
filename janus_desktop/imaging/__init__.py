"""Bytes to facts and pixels: the only room that decodes."""
