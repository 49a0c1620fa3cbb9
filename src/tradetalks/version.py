"""The version of the package, which stamps what it writes."""

__version__ = "0.1.0"
