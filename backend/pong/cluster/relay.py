"""Frames between processes, over the channel layer."""
