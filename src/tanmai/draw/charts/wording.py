"""What several charts say by themselves."""

from tanmai.core.messages import message

TWO_COLUMNS = message("Two columns wide: the names have no room in one.")
"""Note on a picture that was to be one column wide."""
