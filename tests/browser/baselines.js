// How far the letters of formulas stand from where they belong, in pixels: those of a formula in a line from the
// line's own baseline, those of a displayed one from each other, row by row. Letters of indices, fractions, roots and
// what stands over or under another have places of their own and are not asked, nor are wide formulas, on lines of
// their own.
(async () => {
  await document.fonts.ready;
  const MATH = "http://www.w3.org/1998/Math/MathML";
  const OWN_PLACE = "mfrac, msqrt, mroot, mtable, mpadded, menclose";
  const SCRIPTED = "msub, msup, msubsup, munder, mover, munderover";

  const strut = () => {
    const made = document.createElement("span");
    Object.assign(made.style, { display: "inline-block", width: "0", height: "0" });
    return made;
  };

  /**
   * Return the letters on the baseline of a piece of a formula.
   * @param {Element} node
   * @returns {Element[]}
   */
  function lettersOf(node) {
    if (node.matches("mi, mn, mtext")) return node.textContent.trim() ? [node] : [];
    if (node.matches(`mo, mspace, annotation, ${OWN_PLACE}`)) return [];
    if (node.matches(SCRIPTED)) return [...node.children].slice(0, 1).flatMap(lettersOf);
    return [...node.children].flatMap(lettersOf);
  }

  /** @param {Node} letter */
  const topOf = (letter) => {
    const range = document.createRange();
    range.selectNodeContents(letter);
    return range.getBoundingClientRect().top;
  };

  // Where the baseline is below the top of a letter, found in a formula of this letter alone.
  /** @type {Map<string, number>} */
  const rises = new Map();
  const bench = document.createElement("p");
  document.querySelector("main")?.append(bench);
  /** @param {Element} letter */
  function riseOf(letter) {
    const { fontSize } = getComputedStyle(letter);
    const key = `${fontSize} ${letter.outerHTML}`;
    const known = rises.get(key);
    if (known !== undefined) return known;
    const math = document.createElementNS(MATH, "math");
    const alone = letter.cloneNode(true);
    const foot = strut();
    math.style.fontSize = fontSize;
    math.append(alone);
    bench.replaceChildren(math, foot);
    const rise = foot.getBoundingClientRect().bottom - topOf(alone);
    bench.replaceChildren();
    rises.set(key, rise);
    return rise;
  }
  /** @param {Element} letter */
  const baselineOf = (letter) => topOf(letter) + riseOf(letter);

  for (const fold of document.querySelectorAll("main details")) fold.setAttribute("open", "");
  /** @type {[string, number][]} */
  const inline = [];
  /** @type {[string, number][]} */
  const displayed = [];
  for (const math of document.querySelectorAll("main math")) {
    if (!math.checkVisibility()) continue;
    const words = math.getAttribute("alttext") ?? math.textContent.trim();
    if (math.getAttribute("display") === "block") {
      const rows = [...math.querySelectorAll("mtr")].filter((row) => !row.parentElement?.closest("mtd"));
      for (const row of rows.length ? rows : [math]) {
        const at = (rows.length ? [...row.children] : [math]).flatMap(lettersOf).map(baselineOf);
        if (at.length > 1) displayed.push([words, Math.max(...at) - Math.min(...at)]);
      }
    } else {
      const letters = lettersOf(math);
      if (!letters.length || math.matches(".bd-wide")) continue;
      const foot = strut();
      const together = document.createElement("span");
      together.style.whiteSpace = "nowrap";
      math.replaceWith(together);
      together.append(foot, "\u2060", math); // which no line break comes between
      const line = foot.getBoundingClientRect().bottom;
      const offs = letters.map((letter) => baselineOf(letter) - line);
      together.replaceWith(math);
      inline.push([words, offs.reduce((most, off) => (Math.abs(off) > Math.abs(most) ? off : most))]);
    }
  }
  bench.remove();
  return { inline, displayed };
});
