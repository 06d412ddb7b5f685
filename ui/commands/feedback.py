"""`daogou feedback`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ranker.feedback.bandit import CONTEXTS, Bandit
from ranker.feedback.log import answers
from ranker.feedback.off_policy import Estimate
from ranker.feedback.report import Report, learn, report
from store.store import Store
from ui.commands.options import Home, Json
from ui.console import out, print_json


def command(
    home: Home,
    learning: Annotated[
        bool,
        typer.Option("--learn", help="Count what is new into the bandit; it goes live only if the log allows it."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what the rankings shown tell: which places are looked at, what each arm earned, what other orders would."""
    now = datetime.now(UTC)
    folder = home / "ranker"
    with Store.open(home) as store:
        found = answers(store.behaviour)
    bandit = Bandit.load(folder)
    told = report(found, bandit, now)
    counted = 0
    if learning:
        counted = learn(found, bandit, told.examination, now, told.promotion)
        bandit.save(folder)
    if as_json:
        print_json({**told.as_json(), "newly_counted": counted})
        return
    _print(told)
    if learning:
        out.print(f"{counted:,} rankings newly counted.")


def _print(told: Report) -> None:
    out.print(
        f"{told.rankings:,} rankings shown, {told.clicked:,} with a click, {told.taken:,} with something taken.",
        soft_wrap=True,
    )
    if told.rankings:
        _print_places(told)
        _print_arms(told)
        _print_policies(told)
    _print_bandit(told.bandit)


def _print_places(told: Report) -> None:
    theta = told.examination
    out.print("\nHow likely each place is looked at, beside the first:")
    if theta.refused:
        out.print(f"Not known, 1 / place is taken: {theta.refused}.", markup=False, soft_wrap=True)
    table = Table("place", "looked at", "95 %", box=None, pad_edge=False)
    for place, (value, low, high) in enumerate(zip(theta.theta, theta.low, theta.high, strict=True), 1):
        table.add_row(str(place), f"{value:.3f}", "" if theta.refused else f"{low:.3f} – {high:.3f}")
    out.print(table)


def _print_arms(told: Report) -> None:
    out.print("\nWhat the arms were answered with:")
    table = Table("arm", "rankings", "clicked", "95 %", "shoppers", "took", "95 %", box=None, pad_edge=False)
    for arm in told.arms:
        low, high = arm.converted.interval()
        table.add_row(
            Text(arm.arm),
            f"{arm.rankings:,}",
            f"{arm.click_rate:.3f}",
            f"{arm.low:.3f} – {arm.high:.3f}",
            f"{arm.converted.units:,}",
            f"{arm.converted.rate:.3f}",
            f"{low:.3f} – {high:.3f}",
        )
    out.print(table)
    if told.several_arms:
        out.print(f"{told.several_arms:,} customers saw several arms: this is no A/B test.")
    for name, one in told.interleaved.items():
        out.print(f"{name}: {one.wins:,} won, {one.losses:,} lost, {one.ties:,} tied, p {one.p:.3g}.", markup=False)


def _print_policies(told: Report) -> None:
    out.print(f"\nClicks a ranking of other orders of what was shown, judged on {told.judged_on}:", soft_wrap=True)
    table = Table("order", "method", "clicks", "95 %", "effective", box=None, pad_edge=False)
    table.add_row("as shown", "counted", *_cells(told.serving))
    for policy in told.policies:
        for estimate in policy.estimates:
            table.add_row(policy.name, estimate.method, *_cells(estimate))
    out.print(table)
    for policy in told.policies:
        if policy.estimates[0].refused:
            out.print(f"{policy.name}: not judged, {policy.estimates[0].refused}.", markup=False, soft_wrap=True)
    may = "may go live" if told.promotion.promoted else "stays off"
    out.print(f"The bandit {may}: {told.promotion.why}.", markup=False, soft_wrap=True)


def _cells(estimate: Estimate) -> tuple[str, str, str]:
    if estimate.refused:
        return "—", "", ""
    return f"{estimate.value:.3f}", f"{estimate.low:.3f} – {estimate.high:.3f}", f"{estimate.effective:,.0f}"


def _print_bandit(bandit: Bandit) -> None:
    state = "live" if bandit.live else "off"
    until = f", up to {bandit.until:%Y-%m-%d %H:%M}" if bandit.until else ""
    out.print(f"\nBandit: {state}, {bandit.counted:,} rankings counted{until}. Clicks a look it expects:")
    table = Table("source", *(context.key for context in CONTEXTS), box=None, pad_edge=False)
    for source in bandit.base:
        table.add_row(source, *(f"{bandit.rates(context)[source]:.3f}" for context in CONTEXTS))
    out.print(table)
