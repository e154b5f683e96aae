"""The page of a package index: README.md with whole addresses, made from ``[project.urls]`` as the package is built.

A README's links lead from file to file; an index has no files. Where pyproject.toml names the source's address, links
and pictures are given theirs, and badges stand at the top. While it names none, pictures and badges are left out and
links become plain text. Hatchling calls the hook; it may import nothing but what hatchling brings.

    python -m tools.long_description    write README.md's badges anew (none while there is no address)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from hatchling.metadata.plugin.interface import MetadataHookInterface

__all__ = ["Source", "install_cell", "long_description", "project_urls", "source_of", "with_badges"]

ROOT = Path(__file__).resolve().parent.parent
FIRST = "notebooks/00-does-it-work-here.ipynb"
LABELS = frozenset({"source", "repository", "sourcecode", "github"})
"""Which labels of ``[project.urls]`` name the source, as PyPI's "well-known labels" have them."""
HOSTS = {"github.com": ("/blob/HEAD/", "/raw/HEAD/"), "gitlab.com": ("/-/blob/HEAD/", "/-/raw/HEAD/")}
"""Where a host shows a file, and where it gives it."""
BADGES = re.compile(r"<!-- badges -->.*?<!-- /badges -->", re.DOTALL)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")
INSTALL = """\
# Where qlab is missing, as in Colab, it is installed; pandas stays as it is there.
from importlib.util import find_spec

if find_spec("qlab") is None:
    %pip install --quiet "qlab[notebooks] @ git+{address}\""""


class Source(NamedTuple):
    """Where the source is published.

    Attributes:
        address: The repository's, without a slash at its end.
        host: Its host, one of ``HOSTS``.
        name: ``owner/repository``.
    """

    address: str
    host: str
    name: str

    def shown(self, path: str) -> str:
        """Return the address of the page that shows a file."""
        return self.address + HOSTS[self.host][0] + path

    def raw(self, path: str) -> str:
        """Return the address of a file itself."""
        return self.address + HOSTS[self.host][1] + path

    def badges(self) -> str:
        """Return badges that open the course on Binder and in Colab, which knows GitHub alone."""
        kind = {"github.com": "gh", "gitlab.com": "gl"}[self.host]
        project = self.name if kind == "gh" else quote(self.name, safe="")
        binder = f"https://mybinder.org/v2/{kind}/{project}/HEAD?labpath={quote(FIRST, safe='')}"
        badges = [f"[![Open on Binder](https://mybinder.org/badge_logo.svg)]({binder})"]
        if kind == "gh":
            colab = f"https://colab.research.google.com/github/{self.name}/blob/HEAD/{FIRST}"
            badges.append(f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab})")
        return "\n".join(badges)


def project_urls() -> dict[str, str]:
    """Return the table ``[project.urls]``."""
    table: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"].get("urls", {})
    return table


def source_of(urls: Mapping[str, str]) -> Source | None:
    """Return where the source is, as ``[project.urls]`` has it; None where it names none on a host we know."""
    for label, url in urls.items():
        found = re.fullmatch(r"https://(?P<host>[^/]+)/(?P<name>[\w.-]+(?:/[\w.-]+?)+?)(?:\.git)?/?", url)
        if re.sub(r"[\W_]", "", label).lower() in LABELS and found and found["host"] in HOSTS:
            return Source(f"https://{found['host']}/{found['name']}", found["host"], found["name"])
    return None


def with_badges(readme: str, urls: Mapping[str, str]) -> str:
    """Return README.md with the badges that its addresses allow."""
    source = source_of(urls)
    between = f"\n{source.badges()}\n" if source else ""
    return BADGES.sub(lambda _match: f"<!-- badges -->{between}<!-- /badges -->", readme)


def long_description(readme: str, urls: Mapping[str, str]) -> str:
    """Return README.md as a package index shows it."""
    source = source_of(urls)

    def whole(match: re.Match[str]) -> str:
        picture, text, path = match.groups()
        if source is None:
            return "" if picture else text
        return f"{picture}[{text}]({source.raw(path) if picture else source.shown(path)})"

    page = LINK.sub(whole, with_badges(readme, urls))
    return re.sub(r"\n{3,}", "\n\n", page.replace("<!-- badges --><!-- /badges -->\n\n", ""))


def install_cell(urls: Mapping[str, str]) -> str | None:
    """Return the code of a notebook's first cell, which installs qlab where it is missing; None while it has no
    address.
    """
    source = source_of(urls)
    return INSTALL.format(address=source.address) if source else None


class LongDescription(MetadataHookInterface):
    """What hatchling asks for the project's ``readme``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme."""
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        text = long_description(readme, metadata.get("urls", {}))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def main() -> None:
    """Write README.md's badges anew."""
    from qlab.files import write_file

    readme = ROOT / "README.md"
    write_file(readme, with_badges(readme.read_text("utf-8"), project_urls()))


if __name__ == "__main__":
    main()
