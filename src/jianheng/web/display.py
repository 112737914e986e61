"""How a reader wants pages shown: text size, contrast; kept in cookies, without an account."""

from collections.abc import Mapping
from dataclasses import dataclass

COOKIES = {"text": ("jh_text", "large"), "contrast": ("jh_contrast", "high")}


@dataclass(frozen=True)
class Display:
    """The reader's choices; ``classes`` go on the page's root element."""

    large: bool = False
    contrast: bool = False

    @property
    def classes(self) -> str:
        chosen = (("large", self.large), ("contrast", self.contrast))
        return " ".join(name for name, on in chosen if on)

    @classmethod
    def of(cls, cookies: Mapping[str, str]) -> "Display":
        large, contrast = (cookies.get(name) == value for name, value in COOKIES.values())
        return cls(large, contrast)
