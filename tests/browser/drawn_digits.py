"""How many digits the picture reads when they are drawn as people draw: larger, smaller, aslant, off centre.

    python -m tests.browser.drawn_digits [MODEL.json] [--count 1000] [--seed 0]

paints MNIST's test digits on the pad, in a Chromium without a window, and reads back what the network
received and what it said. MNIST is looked for as everywhere in this book. Without a path, the network is
that of chapter 10.
"""

import argparse
import base64
import contextlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright
from scipy import ndimage

from backprop import Network, load_mnist
from backprop.data.drawing import prepare
from tests.browser.conftest import ARGUMENTS, MISSING, find_browser
from tests.browser.widgets import ROOT, harness_html

MODEL = ROOT / "figures/data/digits.json"
SIDE = 560  # pixels of the pad
FINE = SIDE // 28  # of them for one pixel of MNIST
SHIFT, SMALLEST, LARGEST, TILT = 6, 0.6, 1.3, 15  # pixels of MNIST, shares of its size, degrees

# Give the pad an image as Python would, wait until it is read, and return what was published.
PUT = """
async ({ ink, side }) => {
  const text = atob(ink);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = text.charCodeAt(place);
  const rowOf = (_, row) => Array.from(bytes.subarray(row * side, (row + 1) * side));
  const rows = Array.from({ length: side }, rowOf);
  // What the drawing before it left is taken away, so that it cannot be read as this one's.
  model.set("image", null);
  model.set("answer", null);
  const answered = new Promise((resolve) => {
    const listen = () => {
      model.off("change:answer", listen);
      resolve();
    };
    model.on("change:answer", listen);
  });
  model.set("ink", rows);
  await answered;
  return { image: model.get("image"), answer: model.get("answer") };
}
"""


@dataclass
class Readings:
    """What the page made of each drawing, and what Python makes of the same."""

    labels: np.ndarray  # (n,)
    said: np.ndarray  # (n,), by the page
    expected: np.ndarray  # (n,), by Python, of the images that the page prepared
    largest_difference: float  # between a pixel that the page prepared and Python's

    def accuracy(self):
        return float((self.said == self.labels).mean())

    def __str__(self):
        right, n = int((self.said == self.labels).sum()), len(self.labels)
        return (
            f"{right} of {n} right, {right / n:.1%}\n"
            f"{int((self.said == self.expected).sum())} of {n} answers are Python's\n"
            f"prepared pixels differ from Python's by at most {self.largest_difference:.1e}"
        )


def drawn(image, rng):
    """Return a digit (28, 28) as ink on the pad, (SIDE, SIDE) in 0..255: turned, scaled and shifted.

    A shift that would push ink over the edge is shortened, for nobody draws beyond the pad.
    """
    angle, scale = np.deg2rad(rng.uniform(-TILT, TILT)), rng.uniform(SMALLEST, LARGEST)
    shift = rng.uniform(-SHIFT, SHIFT, size=2) * FINE
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    back = turn.T / (scale * FINE)  # from a place on the pad to one in the image
    middle = np.full(2, (SIDE - 1) / 2)
    ink = ndimage.affine_transform(
        image, back, offset=13.5 - back @ middle, output_shape=(SIDE, SIDE), order=1
    )
    ink = np.round(255 * ink / ink.max()).astype(np.uint8)
    return np.roll(ink, [_kept(ink.any(axis=1 - axis), round(shift[axis])) for axis in (0, 1)], axis=(0, 1))


def _kept(has_ink, shift):
    """Return `shift`, or as much of it as keeps all ink on the pad."""
    places = np.flatnonzero(has_ink)
    return int(np.clip(shift, -places[0], SIDE - 1 - places[-1]))


def read_drawings(page, net, images, labels, seed=0):
    """Draw `images` (n, 28, 28) on the pad of an open page, one after the other."""
    rng, prepared, said, difference = np.random.default_rng(seed), [], [], 0.0
    for image in images:
        ink = drawn(image, rng)
        content = {"ink": base64.b64encode(ink.tobytes()).decode(), "side": SIDE}
        result = page.evaluate(PUT, content)
        prepared.append(result["image"])
        said.append(result["answer"])
        difference = max(difference, float(np.abs(prepare(ink).ravel() - result["image"]).max()))
    return Readings(np.asarray(labels), np.array(said), net.predict(np.array(prepared).T), difference)


def harness(model):
    """Return a page with the picture of the network at `model`."""
    from figures.interactive.draw_digit import draw_digit

    picture = draw_digit(Network.load(model))
    return harness_html("draw_digit", picture.widget.data, ink=None)


@contextlib.contextmanager
def open_page(model):
    """Open the page in a browser of its own."""
    path = find_browser()
    if not path:
        sys.exit(MISSING)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        file = Path(folder) / "page.html"
        file.write_text(harness(model), encoding="utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        yield page
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", default=MODEL)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    _, test = load_mnist()
    some = test[: arguments.count]
    with open_page(arguments.model) as page:
        print(read_drawings(page, Network.load(arguments.model), some.images(), some.labels, arguments.seed))


if __name__ == "__main__":
    main()
