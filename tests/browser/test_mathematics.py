"""How formulas are set: what the style sheet mends in the browser's own way with MathML."""

import html
import re

from press import ROOT

LETTERS = """
<math>
  <msub><mi>a</mi><mi>j</mi></msub><msub><mi>y</mi><mi>j</mi></msub>
</math>
"""


def test_lower_indices_stand_at_one_height_beside_short_and_tall_letters(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    page.locator("main").evaluate("(main, letters) => (main.innerHTML = letters)", LETTERS)
    page.evaluate("document.fonts.ready.then(() => true)")
    heights = page.locator("msub > :last-child").evaluate_all(
        "(nodes) => nodes.map((node) => node.getBoundingClientRect().bottom)"
    )
    assert len(heights) == 2
    assert max(heights) - min(heights) < 0.5


def test_the_font_of_the_formulas_has_every_character_of_them(site):
    lines = (ROOT / "theme/fonts/stix-two-math.txt").read_text(encoding="utf-8").splitlines()
    spans = [span.split("-") for line in lines if not line.startswith("#") for span in line.split(",")]
    kept = {code for span in spans for code in range(int(span[0], 16), int(span[-1], 16) + 1)}
    used = set()
    for page in site.rglob("*.html"):
        text = re.sub(r"<annotation.*?</annotation>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for formula in re.findall(r"<math.*?</math>", text, re.DOTALL):
            used |= set(html.unescape(re.sub(r"<[^>]*>", "", formula))) - set("\n")
    assert len(used) > 60
    assert {character for character in used if ord(character) not in kept} == set()
