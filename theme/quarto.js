// Quarto's pages: what the book says gets the markup of the other print, for which its styles and other scripts
// are made, and Quarto's own furniture gets what a keyboard and a screen reader need.

(() => {
  const main = document.querySelector("main");
  if (!main) return;

  /**
   * Make an element in the place of another.
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Element} old
   * @param {Tag} tag
   * @param {Record<string, string>} attributes
   */
  function replace(old, tag, attributes) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
    old.replaceWith(made);
    return made;
  }

  /**
   * Return the nodes inside the first of `node` that the selector finds.
   * @param {Element | null} node
   * @param {string} selector
   */
  const inside = (node, selector) => [...(node?.querySelector(selector)?.childNodes ?? [])];

  /**
   * Return a heading without its number.
   * @param {Element} heading
   */
  const wordsOf = (heading) => {
    const number = heading.querySelector(".header-section-number")?.textContent ?? "";
    return heading.textContent.trim().slice(number.length).trim();
  };

  /**
   * Return what references call a place: a word and its number.
   * @param {Element} place
   */
  function nameOf(place) {
    const number = place.querySelector(".bd-equation-number")?.textContent.slice(1, -1);
    const caption = place.querySelector("figcaption, caption, .bd-exercise-title")?.textContent ?? "";
    return number ? `Equation\u00a0${number}` : (/^\s*(\S+\s[A-Z\d.]*\d)/.exec(caption)?.[1] ?? "");
  }

  // Above the preface stands a title page, and its contents begin with its own title.
  if (main.querySelectorAll("h1").length > 1) main.querySelector("#title-block-header")?.remove();
  const own = document.querySelector(
    `#TOC a[href="#${main.querySelector("section > h1")?.parentElement?.id}"]`,
  );
  own?.parentElement?.replaceWith(...inside(own.parentElement, "ul"));
  // The title of the contents comes before the page's own, and is none of its headings.
  const contents = document.querySelector("#toc-title");
  if (contents) replace(contents, "p", { id: contents.id, class: "h2" }).append(...contents.childNodes);

  // An appendix has its letter where a chapter has its number.
  for (const title of main.querySelectorAll("h1 > .quarto-section-identifier")) {
    const [, letter, words] = /^Appendix ([A-Z]) — (.+)$/.exec(title.textContent) ?? [];
    if (!letter) continue;
    const number = document.createElement("span");
    number.className = "chapter-number";
    number.textContent = letter;
    title.replaceChildren(number, `\u00a0 ${words}`);
  }

  // Quarto writes the number of an equation into the formula, in brackets behind a wide space.
  for (const math of main.querySelectorAll('p math[display="block"]')) {
    const paragraph = /** @type {Element} */ (math.closest("p"));
    if (paragraph.textContent.trim() !== math.textContent.trim()) continue;
    const id = math.parentElement?.id ?? "";
    const equation = replace(paragraph, "div", { id, class: "bd-equation" });
    equation.append(math);
    const row = math.querySelector("semantics > mrow");
    // The last one: a formula may have wide spaces of its own.
    const spaces = row?.querySelectorAll(':scope > mspace[width="2.0em"]:nth-last-child(n + 4)') ?? [];
    const space = [...spaces].at(-1);
    if (!id || !row || !space) continue;
    const number = document.createElement("span");
    number.className = "bd-equation-number";
    while (space.nextSibling) {
      number.textContent += space.nextSibling.textContent?.trim() ?? "";
      space.nextSibling.remove();
    }
    space.remove();
    equation.append(number);
    const source = math.querySelector("annotation");
    if (source) source.textContent = source.textContent.replace(/\s*\\qquad\([^()]+\)\s*$/, "");
  }

  // A formula in a line is tied to the comma or point after it, as in press/source/tree.py.
  for (const math of main.querySelectorAll('math[display="inline"]')) {
    const after = math.nextSibling;
    const points = after instanceof Text ? (/^[.,;:!?)”’]+/.exec(after.data)?.[0] ?? "") : "";
    if (!points) continue;
    /** @type {Text} */ (after).deleteData(0, points.length);
    const tied = document.createElement("span");
    tied.className = "bd-together";
    math.replaceWith(tied);
    tied.append(math, points);
  }

  // Its folded callouts are opened by the pointer alone. Of nested ones the inner come first.
  for (const callout of [...main.querySelectorAll("div.callout")].reverse()) {
    const folds = callout.querySelector(":scope > .callout-header[data-bs-toggle]");
    callout.querySelector(".callout-header .screen-reader-only")?.remove();
    const title = inside(callout, ".callout-title-container");
    const content = inside(callout, ".callout-body");
    const kind = /callout-(?:note|tip|important|warning|caution)/.exec(callout.className)?.[0];
    const made = replace(callout, folds ? "details" : "div", { id: callout.id, class: `callout ${kind}` });
    const header = document.createElement(folds ? "summary" : "div");
    header.className = "callout-header";
    header.append(...title);
    const body = document.createElement("div");
    body.className = "callout-body";
    body.append(...content);
    made.append(header, body);
  }

  for (const title of main.querySelectorAll(".exercise .theorem-title")) {
    title.closest(".theorem")?.classList.remove("theorem");
    const words = inside(title, "strong");
    replace(title, "strong", { class: "bd-exercise-title" }).append(...words, ".");
  }

  for (const table of main.querySelectorAll("table")) {
    const float = table.closest('.quarto-float[id^="tbl-"]');
    const words = inside(float, "figcaption");
    const name = /^\s*(\S+\s\S+?):/.exec(words[0]?.textContent ?? "")?.[1] ?? "Table";
    const region = { id: float?.id ?? "", class: "bd-table-scroll", role: "region", "aria-label": name };
    replace(float ?? table, "div", { ...region, tabindex: "0" }).append(table);
    table.removeAttribute("class");
    if (words.length) table.createCaption().append(...words);
  }

  // In a tab the name of the page comes first, as in the other print.
  const tab = /^(?:(?:\d+|Appendix [A-Z] —|[A-Z])\s+)?(.+) – (.+)$/.exec(document.title);
  if (tab) document.title = `${tab[1]} | ${tab[2]}`;

  // From the preface, which has no number, chapters are called by their whole titles.
  for (const reference of main.querySelectorAll('a.quarto-xref:not([href*="#"])')) {
    const words = /^(?:(\d+)\s|(Appendix [A-Z])\b)/.exec(reference.textContent);
    if (words) reference.textContent = words[2] ?? `Chapter\u00a0${words[1]}`;
  }

  // A picture comes first and its code after it.
  for (const code of main.querySelectorAll(".cell:has(.quarto-float) > :not(.cell-output)")) {
    code.parentElement?.append(code);
  }

  // The links to the places of the page, for the keyboard.
  const places = document.createElement("ul");
  const named =
    ".bd-equation[id], .quarto-float[id], .bd-table-scroll[id], .exercise[id], section[id] > :is(h2, h3)";
  for (const place of main.querySelectorAll(named)) {
    const link = document.createElement("a");
    const item = document.createElement("li");
    const isSection = place.matches("h2, h3");
    item.className = isSection ? "bd-place-section" : "bd-place";
    link.href = `#${place.id || place.parentElement?.id}`;
    link.textContent = isSection ? wordsOf(place) : nameOf(place);
    item.append(link);
    places.append(item);
  }
  if (places.childElementCount) {
    const fold = document.createElement("details");
    fold.className = "bd-places";
    const summary = document.createElement("summary");
    summary.textContent = "Links to the places on this page";
    fold.append(summary, places);
    main.append(fold);
  }

  const landmarks = {
    ".quarto-secondary-nav": "This page",
    "#quarto-sidebar": "Chapters",
    "#TOC": "On this page",
    ".page-navigation": "Previous and next chapter",
  };
  for (const [landmark, name] of Object.entries(landmarks)) {
    document.querySelector(landmark)?.setAttribute("aria-label", name);
  }
  // Some of its buttons are links to nowhere, which no key reaches. Of two that do the same one is enough.
  /** @type {NodeListOf<HTMLElement>} */
  const toggles = document.querySelectorAll("a[data-bs-toggle]:not([href])");
  for (const toggle of toggles) {
    toggle.removeAttribute("role");
    if (!toggle.textContent.trim()) {
      toggle.ariaHidden = "true";
      continue;
    }
    toggle.role = "button";
    toggle.tabIndex = 0;
    toggle.addEventListener("keydown", (event) => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      toggle.click();
    });
  }
})();
