"""deploy/LICENCES.md lists the licence of every package that runs, and no other kind than those known."""

import importlib.metadata
import re
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LISTED = re.compile(r"^\| ([\w.-]+) \| ([^|]+) \|$", re.MULTILINE)
# Permissive ones, and two that ask for their own changes to be shared: none is made here.
KNOWN = {
    "MIT", "BSD", "Apache", "PSF-2.0", "MPL-2.0", "LGPL", "MIT-CMU", "0BSD", "Zlib", "CC0-1.0",
}  # fmt: skip
# Packages whose metadata names none: what their own licence file says.
SAID_ELSEWHERE = {"streamlit-folium": "MIT"}


def licence_of(name: str) -> str:
    """The licence that a package's metadata declare, in few words."""
    data = importlib.metadata.metadata(name)
    declared = data.get("License-Expression") or SAID_ELSEWHERE.get(name, "")
    if declared:
        return str(declared)
    kinds = [
        line.split("::")[-1].strip() for line in data.get_all("Classifier") or [] if "License ::" in line
    ]
    text = ", ".join(kinds) or str(data.get("License") or "").splitlines()[0]
    for long, short in (
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPL-2.1-or-later"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("Apache Software License", "Apache-2.0"),
        ("Apache License 2.0", "Apache-2.0"),
        ("3-Clause BSD License", "BSD-3-Clause"),
        (" License", ""),
    ):
        text = text.replace(long, short)
    return text


def locked() -> list[str]:
    """Names of the packages that run, on this system."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines]
    return [one.name for one in asked if one.marker is None or one.marker.evaluate()]


def test_every_licence_is_listed() -> None:
    text = (ROOT / "deploy" / "LICENCES.md").read_text(encoding="utf-8")
    listed = {name: licence.strip() for name, licence in LISTED.findall(text) if name != "package"}
    assert listed == {name: licence_of(name) for name in locked()}


def test_every_licence_is_of_a_known_kind() -> None:
    for name in locked():
        parts = re.split(r" AND | OR |, ", licence_of(name))
        assert all(any(part.startswith(kind) for kind in KNOWN) for part in parts), name
