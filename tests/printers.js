// What a page gives its reader, in the order of the page: pairs of a kind and words; the name of its top; all names
// of its places. It knows the markup of both printers, after the book's scripts ran. Evaluated in the page.
(() => {
  // What a page has for finding one's way, and what the scripts add to every place. That MNIST is missing is said
  // of the machine that prints.
  const AROUND = "nav, .bd-places, .bd-page-tools, .bd-permalink, .anchorjs-link, .bd-stored-outputs, pre";
  const LIVE = ".bd-live-picture";
  const main = document.querySelector("main") ?? document.body;
  for (const details of main.querySelectorAll("details")) details.open = true;
  /** @type {[string, string][]} */
  const facts = [];

  /** @param {string} words */
  const plain = (words) => words.replace(/[\s\u00a0\u200b]+/g, " ").trim();

  /**
   * Return the words of an element, with the source of each formula for its signs.
   * @param {Element | null} element
   * @param {string} without a selector of what does not count
   */
  function wordsOf(element, without = "script") {
    if (!element) return "";
    const copy = /** @type {Element} */ (element.cloneNode(true));
    const hidden = `script, style, [aria-hidden="true"], .bd-permalink, .anchorjs-link, ${without}`;
    for (const extra of copy.querySelectorAll(hidden)) extra.remove();
    for (const math of copy.querySelectorAll("math")) {
      math.replaceWith(`$${math.querySelector("annotation")?.textContent.trim() ?? math.textContent}$`);
    }
    return plain(copy.textContent);
  }

  /** @type {HTMLMetaElement | null} */
  const offset = document.querySelector('meta[name="quarto:offset"]');
  const home =
    new URL((document.documentElement.dataset.root ?? offset?.content) || "./", location.href).href;
  /**
   * Return where a link leads: within the site as seen from its root.
   * @param {Element} link
   */
  function targetOf(link) {
    const url = new URL(link.getAttribute("href") ?? "", location.href).href;
    return url.startsWith(home) ? url.slice(home.length).replace(/^(?=#|$)/, "index.html") : url;
  }

  /**
   * @param {string} kind
   * @param {string} selector
   * @param {(element: Element) => string} words
   */
  function look(kind, selector, words) {
    for (const element of main.querySelectorAll(selector)) {
      const counts = !element.closest(LIVE) && !element.closest(AROUND) && element.checkVisibility();
      if (counts) facts.push([kind, words(element)]);
    }
  }

  /** @param {Element} element */
  const idOf = (element) => element.closest("[id]:not(math, main)")?.id ?? "";
  /** @param {Element} element */
  const numberOf = (element) =>
    wordsOf(element.closest(".bd-equation")?.querySelector(".bd-equation-number") ?? null);

  facts.push(["title", plain(document.title)]);
  look(
    "heading",
    "h1, h2, h3, h4, h5, h6",
    (heading) => `${heading.tagName.toLowerCase()} ${wordsOf(heading)}`,
  );
  look(
    "equation",
    'math[display="block"]',
    (math) =>
      plain(
        `${numberOf(math) && idOf(math)} ${numberOf(math)} ${
          wordsOf(math.parentElement, ".bd-equation-number")
        }`,
      ),
  );
  look(
    "text",
    "p, li, dt, dd",
    (text) => text.querySelector("p, li, .exercise, .callout, details, pre") ? "" : wordsOf(text),
  );
  look(
    "figure",
    "figure",
    (figure) => `${idOf(figure)}: ${wordsOf(figure.querySelector("figcaption"), "details")}`,
  );
  // A long description is folded below its picture.
  look("description", "img", (image) => {
    const folded = (image.closest(".cell") ?? image.closest("figure"))?.querySelector(".bd-description");
    return wordsOf(folded?.querySelector("p") ?? null) || plain(image.getAttribute("alt") ?? "");
  });
  look("table", "table", (table) => `${idOf(table)} ${wordsOf(table.querySelector("caption"))}`);
  look("row", "tr", (row) => [...row.querySelectorAll("th, td")].map((cell) => wordsOf(cell)).join(" | "));
  look("fold", "summary", (summary) => plain(summary.getAttribute("aria-label") ?? wordsOf(summary)));
  look("box", "div.callout-header", (header) => wordsOf(header));
  look(
    "exercise",
    ".exercise",
    (exercise) => `${exercise.id}: ${wordsOf(exercise.querySelector(".bd-exercise-title"))}`,
  );
  const links = [...main.querySelectorAll("a[href]"), ...document.querySelectorAll("footer a[href]")];
  for (const link of links) {
    if (!link.checkVisibility()) continue;
    if (link.matches("[download]")) facts.push(["download", `${wordsOf(link)} → ${targetOf(link)}`]);
    else if (link.closest(AROUND) && !link.closest(".bd-page-tools")) continue;
    else {facts.push([
        /^\w+:/.test(targetOf(link)) ? "link" : "reference",
        `${wordsOf(link)} → ${targetOf(link)}`,
      ]);}
  }
  for (const code of main.querySelectorAll("pre")) facts.push(["code", plain(code.textContent)]);
  for (const live of main.querySelectorAll(LIVE)) {
    const controls = live.querySelectorAll("button, input, select, summary, [role]");
    const labels = [...controls].map((control) =>
      plain(
        control.getAttribute("aria-label") ?? control.closest("label")?.textContent ?? control.textContent,
      )
    );
    facts.push(["live picture", `${idOf(live)}: ${labels.join(" | ")}`]);
  }
  const ways = {
    "way to a place": "main .bd-places a",
    "way to a page": "#sidebar a, #quarto-sidebar a.sidebar-link[href]:not([data-bs-toggle])",
    "way on this page": ".bd-toc a, #TOC a",
  };
  for (const [kind, selector] of Object.entries(ways)) {
    for (const link of document.querySelectorAll(selector)) {
      facts.push([kind, `${wordsOf(link, ".header-section-number")} → ${targetOf(link)}`]);
    }
  }
  for (const link of document.querySelectorAll(".bd-page-nav a, .page-navigation a")) {
    facts.push(["way on", targetOf(link)]);
  }
  // A reference to a chapter may name its heading or the page.
  const top = main.querySelector("h1[id], h1 [id]")?.id ?? "";
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return { facts: facts.filter(([, words]) => words), top, ids };
})();
