"""Sphinx's settings for the site (`make docs`). The repository is the source: pages stay where GitHub shows them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import qlab  # noqa: E402  found only with the repository on the path

project = "qlab"
author = "qlab contributors"
copyright = "qlab contributors, MIT licence"
version = release = qlab.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "tools.site"]
root_doc = "docs/site/index"
include_patterns = [
    "docs/*.md", "docs/**/*.md", "notebooks/*.ipynb", "notebooks/instructor/*.md",
    "benchmarks/README.md", "data/README.md",
    "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md",
]  # fmt: skip
exclude_patterns = [".*", "build", "dist", "node_modules", "qlab", "tests", "tools", "qlab-*"]

# Notebooks are shown as they are committed: nothing is executed here, and no script comes from elsewhere.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_merge_streams = True
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["ref.python"]  # fields of several types bear one name

# The reference. What other libraries own has no page here, and no inventory is fetched: the build is offline.
default_role = "code"
autodoc_default_options = {"members": True, "inherited-members": True, "member-order": "bysource"}
autodoc_typehints_format = "short"
napoleon_use_rtype = False
napoleon_use_ivar = True
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!qlab\.).*"),
    (r"py:mod", r".*"),  # a docstring may name the module that has the details
    (r"py:class", r"qlab\..*\.(T|About|Backoff|Time|Url)"),  # a type variable, and aliases
    (r"py:class", r"qlab\.(lab\.recorder|explore\.(engine|stage|moment)|run\.\w+)\..*"),  # the machinery within
]

html_theme = "pydata_sphinx_theme"
html_title = "qlab"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = ["_root"]
html_copy_source = html_show_sourcelink = False
html_context = {"default_mode": "auto"}
# These have no pages below.
html_sidebars: dict[str, list[str]] = {f"docs/site/{page}": [] for page in ("keys", "events", "gallery", "doctor")}
html_theme_options = {
    "collapse_navigation": True,
    "show_prev_next": True,
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
