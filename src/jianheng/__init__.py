"""Jianheng 鉴衡: the institution of county governance as running software."""

__version__ = "0.1.0"
