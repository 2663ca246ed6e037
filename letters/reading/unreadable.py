"""The error of the reading floor."""


class Unreadable(ValueError):
    """A file cannot be read as a letter. Its text is a sentence for people that says what to do."""
