"""The map of the chapters: an arrow for each that one needs, and frames that say the rest."""

from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from figures.course import CHAPTERS, PLACES, WAYS
from figures.style import BLUE
from tests.figures.gallery import drawn

PATCHES = drawn("course.needs").figure.axes[0].patches
ARROWS = [patch for patch in PATCHES if isinstance(patch, FancyArrowPatch)]
FRAMES = [patch for patch in PATCHES if isinstance(patch, FancyBboxPatch)]


def test_every_chapter_has_a_place_of_its_own():
    assert PLACES.keys() == CHAPTERS.keys()
    assert len(set(PLACES.values())) == len(PLACES)


def test_solid_arrows_are_needs_and_dashed_ones_mentions():
    solid = [arrow for arrow in ARROWS if arrow.get_linestyle() in ("-", "solid")]
    assert len(solid) == sum(len(chapter.needs) for chapter in CHAPTERS.values())
    assert len(ARROWS) - len(solid) == sum(len(chapter.mentions) for chapter in CHAPTERS.values())


def test_arrows_of_needs_lead_down():
    for number, chapter in CHAPTERS.items():
        assert all(PLACES[other][1] < PLACES[number][1] for other in chapter.needs)


def test_two_frames_are_mnist_and_thick_ones_the_first_way():
    with_mnist = sum(chapter.mnist for chapter in CHAPTERS.values())
    assert with_mnist
    assert len(FRAMES) == len(CHAPTERS) + with_mnist
    (part,) = WAYS[0].parts
    thick = [frame for frame in FRAMES if frame.get_linewidth() > 2]
    assert len(thick) == len(part)
    assert {to_hex(frame.get_edgecolor()) for frame in thick} == {BLUE}
