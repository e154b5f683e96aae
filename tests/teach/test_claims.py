"""What pages say of BullMQ: every statement is played on each release, and the table is built from that alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qlab.errors import UsageError
from qlab.teach.claims.claim import ABSENT, Claim, Verdict, overall
from qlab.teach.claims.examination import HERE, Examination, examined, recorded, verdicts
from qlab.teach.claims.register import CLAIMS, THEMES, claims_about
from qlab.teach.misconceptions import MISCONCEPTIONS
from tests import servers
from tools.claims import NODE, PAGE, RELEASES, played

if TYPE_CHECKING:
    from qlab import Lab

ALL = [pytest.param(each, id=each.slug) for each in CLAIMS.values()]


@pytest.mark.parametrize("claim", ALL)
def test_pypi_gives_what_the_page_has(claim: Claim, lab: Lab) -> None:
    """On every kind of server: the page and the lesson were made on the embedded one."""
    seen = claim.play(lab)
    told = PAGE.read_text(encoding="utf-8")
    assert f"| {claim.says} ([source]({claim.source.url})) | {claim.judge(seen)} |" in told


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize("package", RELEASES)
def test_npm_gives_what_is_recorded(package: str) -> None:
    release, seen = played(servers.need_packages(NODE), package)
    assert seen == recorded()[release]


def test_the_recording_has_every_claim_on_every_release() -> None:
    assert [release.split(".")[0] for release in recorded()] == ["npm 4", "npm 5", "npm 6"]
    assert all(seen.keys() == CLAIMS.keys() for seen in recorded().values())


@pytest.mark.parametrize("claim", ALL)
def test_any_other_reading_fails_it(claim: Claim) -> None:
    assert claim.judge(claim.expects) is Verdict.HOLDS
    assert claim.judge({**claim.expects, "something_else": 1}) is Verdict.HOLDS
    for what in claim.expects:
        assert claim.judge({**claim.expects, what: "another"}) is Verdict.FAILS
        assert claim.judge({name: value for name, value in claim.expects.items() if name != what}) is Verdict.FAILS
    assert claim.judge({ABSENT: "method"}) is Verdict.ABSENT


@pytest.mark.parametrize("claim", ALL)
def test_what_it_expects_is_read_somewhere(claim: Claim) -> None:
    readings = [seen[claim.slug] for seen in recorded().values() if ABSENT not in seen[claim.slug]]
    assert readings
    assert all(claim.expects.keys() <= seen.keys() for seen in readings)


@pytest.mark.parametrize("claim", ALL)
def test_it_is_quoted_in_a_sentence_and_has_a_source(claim: Claim) -> None:
    assert 10 < len(claim.quote) < 240
    assert not re.search(r"[.!?] [A-Z]", claim.quote)
    assert claim.source.url.startswith("https://")
    assert claim.source.title
    assert claim.play.__doc__


def test_every_misconception_is_about_one_of_them() -> None:
    about = [each.misconception for each in CLAIMS.values() if each.misconception]
    assert sorted(about) == sorted(MISCONCEPTIONS)


def test_the_releases_disagree_on_some_and_no_verdict_is_rare() -> None:
    found = [Examination(each, {release: seen[each.slug] for release, seen in recorded().items()}).verdict
             for each in CLAIMS.values()]  # fmt: skip
    assert min(found.count(verdict) for verdict in (Verdict.HOLDS, Verdict.FAILS, Verdict.DEPENDS)) >= 8
    assert len(found) == len(CLAIMS) >= 30


def test_verdicts_are_summed_up() -> None:
    assert overall([Verdict.HOLDS, Verdict.HOLDS]) is Verdict.HOLDS
    assert overall([Verdict.FAILS, Verdict.HOLDS]) is Verdict.DEPENDS
    assert overall([Verdict.ABSENT, Verdict.HOLDS]) is Verdict.DEPENDS


def test_one_is_examined_here_and_now() -> None:
    found = examined("active_is_a_set")
    assert list(found.seen) == [HERE, *recorded()]
    assert found.verdict is Verdict.FAILS
    assert "“The active state is represented by a set”" in found.text()
    assert 'PyPI: fails: type of active "list"' in found.text()
    assert "https://docs.bullmq.io/guide/architecture" in found._repr_html_()
    table = verdicts([found, examined("global_concurrency_counts_all_workers")])
    assert list(table.columns) == [HERE, *recorded(), "verdict"]
    assert list(table.index) == [found.claim.says, CLAIMS["global_concurrency_counts_all_workers"].says]
    assert list(table["verdict"]) == ["fails", "depends on the release"]
    assert list(table["npm 4.18.3"]) == ["fails", "not there"]


def test_what_there_is_not_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no claim 'nonsense'"):
        examined("nonsense")
    with pytest.raises(UsageError, match="choose failing, waiting"):
        claims_about("nonsense")
    assert claims_about("failing") == THEMES["failing"]
