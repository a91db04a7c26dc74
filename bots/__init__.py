"""Bots over the assistant."""
