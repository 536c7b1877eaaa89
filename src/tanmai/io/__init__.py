"""Readers: a file becomes a table, or one message that says what to fix."""
