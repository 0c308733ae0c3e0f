"""The comparison of both prints sees what differs, and passes what only looks different in the markup."""

from tests.printers import compare

HEAD = "<!doctype html><html lang='en'{}><title>One</title><link rel='icon' href='data:,'>"
MATHS = "<math display='block'><semantics><mi>x</mi><annotation>x</annotation></semantics></math>"
PANDOC = (
    "<main><h1 id='sec-one'><span>1</span> One</h1>"
    f"<div id='eq-a' class='bd-equation'>{MATHS}<span class='bd-equation-number'>(1.1)</span></div>"
    "<figure id='fig-a'><img alt='A line.'><figcaption>Figure 1.1: A line.</figcaption></figure>"
    "<table><caption>Table 1.1: Two</caption><tr><td>1</td><td>2</td></tr></table>"
    "<details><summary>Show the code</summary><pre>1 + 1</pre></details>"
    "<div id='exr-a' class='exercise'><strong class='bd-exercise-title'>Exercise 1.1 (It).</strong></div>"
    "<p>See <a href='#eq-a'>Equation 1.1</a>, <a href='#sec-one'>Chapter 1</a> and"
    " <a href='https://example.org'>more</a>.</p><p><a download href='one.ipynb'>download</a></p></main>"
)
# The same in other markup: a section, the number behind a hard space, the chapter's page for its heading.
QUARTO = (
    PANDOC.replace(
        "<h1 id='sec-one'><span>1</span> One</h1>", "<h1><span id='sec-one'>1&nbsp; One</span></h1>"
    )
    .replace("<figure id='fig-a'>", "<div id='fig-a' class='quarto-float'><figure>")
    .replace("</figure>", "</figure></div>")
    .replace("Figure 1.1: ", "Figure&nbsp;1.1: ")
    .replace("href='#sec-one'", "href='one.html'")
)


def differences(browser, tmp_path, pages):
    """Compare a page of Pandoc with each of these pages of Quarto, and return what differs in each."""
    sites = tmp_path / "pandoc", tmp_path / "quarto"
    heads = HEAD.format(" data-root=''"), HEAD.format("")
    for site, head in zip(sites, heads, strict=True):
        site.mkdir()
        (site / "one.ipynb").write_text("{}")
        for at, quarto in enumerate(pages):
            body = PANDOC if site == sites[0] else quarto
            name = f"{at:02}.html"
            (site / name).write_text(head + body.replace("one.html", name), encoding="utf-8")
    found = list(compare(browser, *sites))
    return [[rest for page, *rest in found if page == f"{at:02}.html"] for at in range(len(pages))]


DIFFERENT = [
    ("<span id='sec-one'>1&nbsp; One", "<span id='sec-one'>2&nbsp; One", ["heading"]),
    ("(1.1)</span>", "(1.2)</span>", ["equation"]),
    ("<annotation>x<", "<annotation>y<", ["equation"]),
    ("alt='A line.'", "alt=''", ["description"]),
    (": A line.<", ": A curve.<", ["figure"]),
    ("Table 1.1", "Table 1.2", ["table"]),
    ("<td>2<", "<td>3<", ["row"]),
    ("Show the code", "Code", ["fold"]),
    ("1 + 1", "1 + 2", ["code"]),
    ("Exercise 1.1", "Exercise 1.2", ["exercise"]),
    (">Equation 1.1<", ">Equation 1.2<", ["text", "reference"]),
    ("href='#eq-a'", "href='#eq-b'", ["reference"]),
    ("https://example.org", "https://example.com", ["link"]),
    ("one.ipynb", "two.ipynb", ["download"]),
]


def test_a_difference_is_seen_and_other_markup_that_gives_the_same_is_none(browser, tmp_path):
    assert all(old in QUARTO for old, _, _ in DIFFERENT)
    pages = [QUARTO, *(QUARTO.replace(old, new) for old, new, _ in DIFFERENT)]
    seen = [[kind for kind, *_ in of_page] for of_page in differences(browser, tmp_path, pages)]
    assert seen == [[], *(kinds for _, _, kinds in DIFFERENT)]
