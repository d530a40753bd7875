"""What a fresh office begins with: profile, lists, limits of the law, retention. Data."""

from importlib.resources import files


def text(name: str) -> str:
    """Return the text of one data file."""
    return files(__name__).joinpath(name).read_text("utf-8")
