// Links to the places of a page, on the pages of both printers; what keys can reach there; and where a reader is
// who reports an error.

(() => {
  const main = document.querySelector("main");
  if (!main) return;
  const PLACES =
    ":is(h2, h3)[id], section[id] > :is(h2, h3), .bd-equation[id], figure.figure[id], .quarto-float[id]," +
    ' span[id^="eq-"], .bd-table-scroll[id], .exercise[id], .theorem[id]';

  // A link at each place, for the pointer. It is no stop on the way of the Tab key, which has the fold at the
  // end of the page (or, for headings, the contents), and it is no word of a heading.
  for (const place of main.querySelectorAll(PLACES)) {
    const id = place.id || place.parentElement?.id;
    if (!id || place.querySelector(".bd-permalink, .anchorjs-link")) continue;
    const link = document.createElement("a");
    link.className = "bd-permalink";
    link.href = `#${id}`;
    link.tabIndex = -1;
    link.ariaHidden = "true";
    link.title = "Link to this place";
    const within = ".bd-equation-number, figcaption, .bd-exercise-title, .theorem-title, caption";
    (place.matches("h2, h3") ? place : (place.querySelector(within) ?? place)).append(link);
  }

  // The link that reports an error tells the section that is being read, and the words that are marked.
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const reports = document.querySelectorAll('a[href*="/issues/new?"]');
  for (const report of reports) {
    const filled = new URL(report.href);
    /** @param {Event} event */
    const tell = (event) => {
      // A press takes away the mark before the focus comes.
      if (event.type === "focus" && !report.matches(":focus-visible")) return;
      const headings = [...main.querySelectorAll("h1, h2, h3")];
      const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
      const section = above.filter((heading) => heading.tagName !== "H1").at(-1);
      const words = String(getSelection()).trim().slice(0, 500);
      const url = new URL(filled);
      const place = filled.searchParams.get("place") ?? `${document.title} (${location.href.split("#")[0]})`;
      const at = section ? `${place}, section “${section.textContent.trim()}”` : place;
      url.searchParams.set("place", at);
      if (words) url.searchParams.set("wrong", `> ${words}\n\n`);
      report.href = url.href;
    };
    for (const event of ["pointerdown", "focus"]) report.addEventListener(event, tell);
  }

  // A formula within a sentence that is wider than its column gets a line of its own. No browser breaks one.
  const formulas = [...main.querySelectorAll('math:not([display="block"])')];
  function setWideFormulasApart() {
    for (const formula of formulas) formula.classList.remove("bd-wide");
    const wide = formulas.filter((formula) => {
      const column = formula.closest("p, li, dd, td, th, figcaption, summary, div");
      return column && formula.getBoundingClientRect().width > column.getBoundingClientRect().width;
    });
    for (const formula of wide) formula.classList.add("bd-wide");
  }

  // What is wider than the page can be scrolled by keyboard as well.
  function makeWideThingsReachable() {
    setWideFormulasApart();
    /** @type {NodeListOf<HTMLElement>} */
    const boxes = document.querySelectorAll(".bd-equation, .bd-table-scroll, main math.bd-wide, pre");
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else if (!box.classList.contains("bd-has-symbols")) box.removeAttribute("tabindex");
    }
  }
  // Fonts, folds, the window and the reader's own settings all change the size of the text. In the next frame: what
  // an observer itself changes the size of, it must not tell of again.
  new ResizeObserver(() => requestAnimationFrame(makeWideThingsReachable)).observe(main);

  // The press folds long descriptions itself. Here a long alternative text of a picture becomes one.
  if (document.documentElement.dataset.root !== undefined) return;
  /** @type {NodeListOf<HTMLImageElement>} */
  const images = main.querySelectorAll("figure img[alt]");
  for (const image of images) {
    const caption = image.closest("figure")?.querySelector("figcaption");
    if (image.alt.length <= 250 || !caption) continue;
    const fold = document.createElement("details");
    fold.className = "bd-description";
    const [summary, text] = ["summary", "p"].map((tag) => document.createElement(tag));
    summary.textContent = "Description";
    const name = /^\s*(\S+\s\S+?):/.exec(caption.textContent)?.[1] ?? "this picture";
    summary.ariaLabel = `Description of ${name}`;
    text.textContent = image.alt;
    fold.append(summary, text);
    const cell = image.closest(".cell");
    const code = cell?.querySelector(":scope > .code-fold");
    if (code) code.before(fold);
    else (cell ?? /** @type {Element} */ (caption.parentElement)).append(fold);
  }
})();
