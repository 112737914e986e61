"""Which fonts a document is set in, and in what order they are preferred.

First the folder of the customer, if one is named: it must have a face for every role, else nothing is set.
Without it, the free Fandol faces where they are installed; then the Noto faces that come as a package.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst


class Role(StrEnum):
    """What a face is for."""

    BODY = "body"  # 仿宋: body, recipients, signature
    TITLE = "title"  # 小标宋: title and the issuer's mark
    HEAD = "head"  # 黑体: first level, the word 附件
    KAI = "kai"  # 楷体: second level
    SONG = "song"  # 宋体: page numbers, seal


NAMES = {Role.BODY: "仿宋", Role.TITLE: "小标宋", Role.HEAD: "黑体", Role.KAI: "楷体", Role.SONG: "宋体"}

KNOWN: Mapping[Role, tuple[str, ...]] = {
    Role.BODY: (
        *("FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02S", "方正仿宋简体", "FZFangSong-Z02", "方正仿宋_GBK"),
        *("FangSong", "仿宋", "STFangsong", "华文仿宋", "FandolFang R", "FandolFang"),
    ),
    Role.TITLE: (
        *("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "小标宋体", "FandolSong"),
    ),
    Role.HEAD: ("SimHei", "黑体", "FZHei-B01S", "方正黑体简体", "FZHei-B01", "方正黑体_GBK", "STHeiti", "FandolHei"),
    Role.KAI: (
        *("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03S", "方正楷体简体", "FZKai-Z03", "方正楷体_GBK"),
        *("KaiTi", "楷体", "STKaiti", "华文楷体", "FandolKai"),
    ),
    Role.SONG: ("SimSun", "宋体", "NSimSun", "新宋体", "FZShuSong-Z01S", "方正书宋简体", "STSong", "FandolSong"),
}
"""The families that serve a role, best first, under the names that fonts give themselves."""


class FontsIncomplete(Exception):
    """A folder of fonts lacks a face; ``roles`` are their Chinese names, ``folder`` says where."""

    def __init__(self, folder: Path, roles: tuple[str, ...]) -> None:
        super().__init__(f"{folder}: {'、'.join(roles)}")
        self.folder, self.roles = folder, roles


@dataclass(frozen=True)
class Face:
    """One font file for a role. ``stroke`` in em thickens a face that stands in for a bolder one; ``halves`` says
    that its digits are half an em wide only by the feature ``hwid``."""

    family: str
    weight: int
    path: Path
    index: int
    stroke: float = 0.0
    halves: bool = False


@dataclass(frozen=True)
class FontSet:
    """A complete set of faces. ``name`` is what the metadata and the page say."""

    name: str
    faces: Mapping[Role, Face]
    fonts: typst.Fonts


def _found(folder: Path) -> tuple[typst.Fonts, dict[str, list[typst.FontInfo]]]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    families: dict[str, list[typst.FontInfo]] = {}
    for info in fonts.fonts():
        if info.path and info.style == "normal":
            families.setdefault(info.family, []).append(info)
    return fonts, families


def _face(families: dict[str, list[typst.FontInfo]], role: Role) -> Face | None:
    family = next((name for name in KNOWN[role] if name in families), None)
    if family is None:
        return None
    wanted = 700 if role is Role.TITLE else 400
    info = min(families[family], key=lambda info: (abs(info.weight - wanted), info.path))
    return Face(family, info.weight, Path(info.path or ""), info.index)


@lru_cache(maxsize=8)
def _of_folder(name: str, folder: Path) -> FontSet:
    """All roles from one folder; raises `FontsIncomplete`."""
    fonts, families = _found(folder)
    faces = {role: _face(families, role) for role in Role}
    missing = tuple(f"{NAMES[role]}（{KNOWN[role][0]}）" for role, face in faces.items() if face is None)
    if missing:
        raise FontsIncomplete(folder, missing)
    if not name:
        name = "、".join(dict.fromkeys(face.family for face in faces.values() if face))
    return FontSet(name, {role: face for role, face in faces.items() if face}, fonts)


@lru_cache(maxsize=1)
def _packaged() -> FontSet:
    """The Noto faces of the package: a Song type stands in for 仿宋, 楷体 and, thickened, for 小标宋."""
    serif, sans = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()
    fonts, _families = _found(serif.parent)
    song = Face("Noto Serif SC", 400, serif, 0, halves=True)
    faces = {
        Role.BODY: song,
        Role.TITLE: replace(song, stroke=0.028),
        Role.HEAD: Face("Noto Sans SC", 400, sans, 0, stroke=0.012, halves=True),
        Role.KAI: replace(song, stroke=0.018),
        Role.SONG: song,
    }
    return FontSet("Noto Serif SC、Noto Sans SC（代仿宋、楷体、小标宋）", faces, fonts)


def _installed() -> Iterator[Path]:
    """Folders in which the Fandol faces may lie."""
    share = Path(os.sep, "usr", "share")
    opentype = Path("fonts", "opentype")
    yield share / "texlive" / "texmf-dist" / opentype / "public" / "fandol"
    yield share / "texmf" / opentype / "public" / "fandol"
    yield share / opentype / "fandol"
    yield Path.home() / ".local" / "share" / "fonts" / "fandol"


def font_sets(folder: Path | None = None) -> tuple[FontSet, ...]:
    """The sets to try, best first: the customer's alone if ``folder`` is given, else Fandol if installed, then Noto.

    Raises `FontsIncomplete` if the customer's folder lacks a face.
    """
    if folder is not None:
        return (_of_folder("", folder),)
    fandol = next((path for path in _installed() if (path / "FandolFang-Regular.otf").exists()), None)
    return (*((_of_folder("Fandol（仿宋、宋体、黑体、楷体）", fandol),) if fandol else ()), _packaged())
