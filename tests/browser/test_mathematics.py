"""How formulas are set: what the style sheet mends in the browser's own way with MathML."""

import pytest

LETTERS = """
<math>
  <msub><mi>a</mi><mi>j</mi></msub><msub><mi>y</mi><mi>j</mi></msub>
  <msup><mi>a</mi><mn>2</mn></msup><msup><mi>δ</mi><mn>2</mn></msup>
  <msup><mo stretchy="false">)</mo><mn>2</mn></msup>
</math>
"""


@pytest.mark.parametrize(
    ("scripts", "edge", "count"), [("msub > :last-child", "bottom", 2), ("msup > :last-child", "top", 3)]
)
def test_indices_and_exponents_stand_at_one_height_beside_short_and_tall_letters(
    watch, address, scripts, edge, count
):
    page = watch().page
    page.goto(f"{address}/index.html")
    page.locator("main").evaluate("(main, letters) => (main.innerHTML = letters)", LETTERS)
    page.evaluate("document.fonts.ready.then(() => true)")
    heights = page.locator(scripts).evaluate_all(
        "(nodes, edge) => nodes.map((node) => node.getBoundingClientRect()[edge])", edge
    )
    assert len(heights) == count
    assert max(heights) - min(heights) < 0.5
