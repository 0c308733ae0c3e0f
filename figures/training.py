"""Training and its checks: curves over epochs, noise, the nudge of a gradient check, timings."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator, ScalarFormatter

from backprop.parameters import Array
from backprop.training import History
from figures._draw import specks
from figures.style import BLUE, ERROR, INK, LOOKS, MUTED, PAPER, SMALL, panels, picture


@picture
def curves(histories: History | Mapping[str, History]) -> Figure:
    """Draw the cost and, if it was watched, the accuracy after each epoch, one line a training."""
    runs = {"": histories} if isinstance(histories, History) else histories
    watched = any(run.accuracy for run in runs.values())
    figure, axes = panels([2.3, 1.9] if watched else [2.6], sharex=True)
    for (name, run), look in zip(runs.items(), LOOKS * len(runs), strict=False):
        for ax, values in zip(axes, (run.cost, run.accuracy), strict=False):
            ax.plot(range(1, len(values) + 1), values, label=name, **look)
    axes[0].set_ylabel("training cost $C$")
    if watched:
        axes[1].set_ylabel("read right")
        axes[1].yaxis.set_major_formatter(lambda share, _: f"{100 * share:.4g} %")
    if "" not in runs:
        axes[0].legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.6)
    axes[-1].set_xlabel("epoch")
    axes[-1].xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    for ax in axes:
        ax.grid(axis="y")
    return figure


@picture
def robustness(trials: Mapping[str, tuple[Sequence[float], Mapping[str, Sequence[float]]]]) -> Figure:
    """Draw the share read right over how far the images were distorted, a panel for each distortion.

    trials  by what is measured along the axis: its values, and for each network the share at each value
    """
    figure, axes = panels([2.2] * len(trials))
    for ax, (axis, (amounts, shares)) in zip(axes, trials.items(), strict=True):
        for (name, values), look in zip(shares.items(), LOOKS * len(shares), strict=False):
            ax.plot(amounts, values, label=name, **look)
        ax.set(xlabel=axis, ylabel="read right", xticks=amounts)
        ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.4g} %")
        ax.grid(axis="y")
    axes[0].legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.6)
    return figure


@picture
def batch_noise(slopes: Mapping[int, Array], full: float) -> Figure:
    """Draw the slope of one weight as many batches see it, a row for each size of batch."""
    figure, (ax,) = panels([2.9])
    scatter = np.random.default_rng(0)
    for row, (values, look) in enumerate(zip(slopes.values(), LOOKS * len(slopes), strict=False)):
        height = -row + scatter.uniform(-0.3, 0.3, len(values))
        specks(ax, values, height, look["color"], 3, alpha=0.65)
    ax.axvline(full, color=INK, linewidth=1.6, linestyle=(0, (6, 2)))
    ax.annotate("all images", (full, 0.45), (6, 4), textcoords="offset points", fontsize=SMALL)
    ax.set(yticks=[-row for row in range(len(slopes))], ylim=(0.3 - len(slopes), 0.75))
    ax.set_yticklabels([f"$m$ = {m}" for m in slopes])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("slope of one weight, from one batch")
    return figure


@picture
def gradient_check(h: Sequence[float], errors: Sequence[float]) -> Figure:
    """Draw the relative error of measured slopes over the nudge h, both on logarithmic scales."""
    figure, (ax,) = panels([3.2])
    ax.loglog(h, errors, "o-", color=BLUE, markersize=4, linewidth=1.2)
    best = int(np.argmin(errors))
    ax.loglog(h[best], errors[best], "o", markersize=11, markerfacecolor="none", markeredgecolor=ERROR)
    for text, place, colour in (("rounding", (0.2, 0.62), MUTED), ("bend of the cost", (0.62, 0.9), MUTED)):
        backing = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
        ax.text(*place, text, transform=ax.transAxes, color=colour, ha="center", bbox=backing)
    ax.set(xlabel="nudge $h$", ylabel="relative error")
    ax.grid()
    return figure


@picture
def timings(record: Mapping[str, Any]) -> Figure:
    """Draw how many times as fast as the loop the matrices are, over the size of the batch."""
    figure, (ax,) = panels([3.0])
    sizes, ratios = record["batch_sizes"], record["ratio"]
    ax.axhline(1, color=MUTED, linewidth=1.2, linestyle=(0, (6, 2)))
    ax.annotate(
        "as fast as the loop", (sizes[-1], 1), (0, 5), textcoords="offset points", ha="right", fontsize=SMALL
    )
    ax.plot(sizes, ratios, "o-", color=BLUE, markersize=5)
    ax.set_xscale("log")
    plain_ticks(ax, sizes)
    ax.set(xlabel="images in a batch, $m$", ylabel="times as fast", ylim=(0, 1.1 * max(ratios)))
    ax.set_title(record["machine"], loc="left", color=MUTED, fontsize=SMALL)
    ax.grid(axis="y")
    return figure


@picture
def bench(record: Mapping[str, Any]) -> Figure:
    """Draw how many times as long as the bare products each library takes, a panel for each network."""
    sizes = list(dict.fromkeys(tuple(contest["sizes"]) for contest in record["contests"]))
    threads = list(dict.fromkeys(contest["threads"] for contest in record["contests"]))
    middle = record["contests"][0]["over_limit"]
    names = sorted(middle, key=lambda name: middle[name][1])
    figure, axes = panels([0.8 + 0.27 * len(names)] * len(sizes), sharex=True)
    for contest in record["contests"]:
        ax, row = axes[sizes.index(tuple(contest["sizes"]))], threads.index(contest["threads"])
        low, median, high = np.transpose([contest["over_limit"][name] for name in names])
        places = np.arange(len(names)) + 0.36 * (row - (len(threads) - 1) / 2)
        look = {**LOOKS[row], "linestyle": "none"}
        label = "one thread" if contest["threads"] == 1 else f"{contest['threads']} threads"
        ax.hlines(places, low, high, color=look["color"], linewidth=1.6)
        ax.plot(median, places, label=label, **look)
    for ax, network in zip(axes, sizes, strict=True):
        ax.axvline(1, color=MUTED, linewidth=1.2, linestyle=(0, (6, 2)))
        ax.set(xscale="log", yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
        plain_ticks(ax, [1, 2, 5, 10, 20, 50])
        ax.set_title("-".join(map(str, network)), loc="left")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
    axes[0].legend(loc="upper right", handlelength=1, borderpad=0.1)
    axes[-1].set_xlabel("times as long as the bare products")
    figure.suptitle(record["machine"], x=0.02, ha="left", color=MUTED, fontsize=SMALL)
    return figure


def plain_ticks(ax: Axes, places: Sequence[int]) -> None:
    """Mark the places themselves on a logarithmic axis, as plain numbers."""
    ax.set_xticks(places)
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.xaxis.set_minor_locator(NullLocator())
