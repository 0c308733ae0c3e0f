// What one look at a page finds. Evaluated in the page; returns plain values.
(() => {
  /**
   * @param {string} selector
   * @returns {any[]} any: the selector says which elements they are
   */
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const details of all("details")) details.open = true;

  /** @param {string} text */
  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  /** @param {number[]} colour */
  const luminance = (colour) => {
    const linear = (/** @type {number} */ c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** @param {Element} within */
  const ground = (within) => {
    /** @type {Element | null} */
    let node = within;
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  /**
   * @param {number} a
   * @param {number} b
   */
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  // Text whose contrast is less than what WCAG asks for at level AA.
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: node, textContent } = walker.currentNode;
    if (!textContent?.trim() || !node?.checkVisibility() || node.closest("script, annotation")) continue;
    const contrast = ratio(luminance(rgb(getComputedStyle(node).color)), luminance(ground(node)));
    if (contrast < 4.5) weak.add(`${node.tagName}.${node.className} ${contrast.toFixed(2)}`);
  }

  return {
    weak: [...weak],
    tokens: all("pre code span[class]").length,
    extra: document.documentElement.scrollWidth - innerWidth,
    images: all("img").length,
    broken: all("img").filter((i) => !i.naturalWidth || !i.alt.trim()).map((i) => i.src),
    // On a phone pictures may reach out of the column, as far as the window goes.
    wide:
      all("main img").filter((i) =>
        i.clientWidth > Math.min(innerWidth > 576 ? i.closest("main").clientWidth : innerWidth, innerWidth)
      ).length,
    levels: all("h1, h2, h3, h4, h5, h6").map((h) => Number(h.tagName[1])),
    ids: all("body [id]").map((node) => node.id),
    links: all("a[href]").map((a) => a.href).filter((href) => href.startsWith(location.origin)),
    nameless: all("a[href], button, input").filter((node) => {
      const named = [node, ...(node.labels ?? [])];
      const words = named.flatMap((one) => [one.ariaLabel, one.textContent, one.title]);
      return node.ariaHidden !== "true" && !words.some((name) => name?.trim());
    }).map((node) => node.outerHTML.slice(0, 80)),
    maths: all("math").length,
    errors: all("merror").length,
    cut: all(".bd-equation, main math").filter((e) => {
      return getComputedStyle(e).overflowY === "hidden" && e.scrollHeight > e.clientHeight;
    }).map((e) => e.querySelector("annotation").textContent),
  };
});
