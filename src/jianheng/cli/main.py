"""Which command was asked for, in whose language, and what its outcome is to the shell.

Exit status: 0 done, 1 faults found, 2 not understood, 3 refused by the charter.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

import django
from django.utils import translation

SETTINGS = "jianheng.site.settings"


@dataclass(frozen=True)
class Command:
    """A command: the module whose ``run(arguments)`` carries it out, and what it is for in both languages.

    ``alone``: it runs where there is no county, so without settings and database."""

    module: str
    zh: str
    en: str
    alone: bool = False


COMMANDS = {
    "serve": Command("jianheng.cli.serve", "启动网站", "Serve the site"),
    "migrate": Command("jianheng.cli.migrate", "建立或更新数据库", "Prepare or update the database"),
    "demo": Command("jianheng.cli.demo", "建立演示县，列出其中的人", "Found the demo county, list who is in it"),
    "found": Command("jianheng.cli.found", "建立县及其第一个账户", "Found a county and its first account"),
    "rules": Command("jianheng.cli.rules", "列出、适用、重演规则", "List, apply and replay rules"),
    "check": Command("jianheng.cli.check", "核对已存的一切", "Check everything that is stored"),
    "sequence": Command(
        "jianheng.cli.sequence", "给条目排定位置、签名、请见证", "Keep the log: places, signatures, witnesses"
    ),
    "ledger": Command("jianheng.cli.ledger", "见证席位、信任策略、从镜像恢复", "Seats, policy, replay from a mirror"),
    "witness": Command("jianheng.cli.witness", "作为见证方运行", "Run as a witness", alone=True),
    "mirror": Command("jianheng.cli.mirror", "镜像并核对公开账", "Mirror public logs and check them", alone=True),
    "drill": Command("jianheng.cli.drill", "在本机启动见证方，演练", "Run witnesses here, rehearse", alone=True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command named first in ``arguments`` (those of the process, if None); the exit status."""
    asked = _parser().parse_args(arguments)
    command = COMMANDS[asked.command]
    if command.alone:
        return int(import_module(command.module).run(asked.rest))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    with translation.override(language(os.environ)):
        # A command needs Django set up before its module can be imported.
        status: int = import_module(command.module).run(asked.rest)
    return status


def language(environment: Mapping[str, str]) -> str:
    """The language that the shell is set to: Chinese where it says so, English otherwise."""
    chosen = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh-hans" if chosen.lower().startswith("zh") else "en"


def _parser() -> argparse.ArgumentParser:
    zh = language(os.environ) == "zh-hans"
    lines = "\n".join(f"  {name:9}{command.zh if zh else command.en}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="jianheng",
        description="鉴衡 Jianheng",
        epilog=lines,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="|".join(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")
    return parser


def say(text: str) -> None:
    """A line for the person at the shell, at once."""
    print(text, flush=True)


def complain(text: str) -> None:
    """A line about what went wrong."""
    print(text, file=sys.stderr, flush=True)
