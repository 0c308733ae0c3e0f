"""The palette can be read and told apart, on light paper and on dark."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from figures.digits import AGAINST, DARKEST, FOR
from figures.style import ERROR, LAYERS, PALETTE, layer_colour

TEXT_ON_PAPER = 4.5  # WCAG 2, level AA
each_role = pytest.mark.parametrize("role", [role for role in PALETTE if role not in ("paper", "rule")])


def linear(colour):
    channels = np.array(to_rgb(colour))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ (0.2126, 0.7152, 0.0722)


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_the_ratio_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@each_role
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_of_the_palette_can_carry_text(role, mode):
    tone, paper = getattr(PALETTE[role], mode), getattr(PALETTE["paper"], mode)
    assert contrast(tone, paper) >= TEXT_ON_PAPER


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_faint_rule_can_still_be_seen_and_stays_faint(mode):
    ratio = contrast(getattr(PALETTE["rule"], mode), getattr(PALETTE["paper"], mode))
    assert 1.3 < ratio < 2.5


def test_no_two_roles_share_a_colour():
    for mode in ("light", "dark"):
        tones = [getattr(tone, mode) for tone in PALETTE.values()]
        assert len(set(tones)) == len(tones)


def test_layers_take_their_colours_in_a_fixed_order():
    assert [layer_colour(layer) for layer in range(4)] == list(LAYERS)
    assert layer_colour(-1) == PALETTE["input"].light
    assert layer_colour(4) == LAYERS[0]


def test_errors_have_a_colour_of_their_own():
    assert ERROR not in [layer_colour(layer) for layer in range(-1, 8)]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_number_of_the_most_frequent_confusion_can_be_read(mode):
    paper, ink = (np.array(to_rgb(getattr(PALETTE[role], mode))) for role in ("paper", "ink"))
    cell = DARKEST * np.array(to_rgb(AGAINST)) + (1 - DARKEST) * paper
    assert contrast(ink, cell) >= TEXT_ON_PAPER


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", [FOR, AGAINST])
def test_signs_of_weights_stand_out_from_the_page(colour, mode):
    assert contrast(colour, getattr(PALETTE["paper"], mode)) >= 3
