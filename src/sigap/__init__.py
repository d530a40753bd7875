"""Sigap: the complaint system of a one-stop licensing office, run by the SOPs its decree prints."""

__version__ = "0.1.0"
