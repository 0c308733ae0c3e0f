// On narrow screens what is wider than its place is laid out anew, on the pages of both printers: the reasons of a
// derivation below their lines, the parts of a formula and the cells of a row below one another, and lines of code
// that go on below hang by their own indent. Without this script all of it scrolls.

(() => {
  const main = document.querySelector("main");
  if (!main) return;
  const SMALLEST = 0.75; // of the size of a formula that is too wide even so
  const WIDE_SPACE = ':scope > mspace[width="2.0em"]'; // \qquad

  /** @param {string} name */
  const create = (name) => document.createElementNS("http://www.w3.org/1998/Math/MathML", name);

  /**
   * Put the reason of each line below it. Return how to undo that.
   * @param {Element} table
   */
  function stackReasons(table) {
    const reasons = [...table.querySelectorAll(":scope > mtr > mtd:nth-child(4)")].map((reason) => {
      const [line, below] = [/** @type {Element} */ (reason.parentElement), create("mtr")];
      reason.setAttribute("columnspan", "3");
      below.className = "bd-reason";
      below.append(reason);
      line.after(below);
      return { line, below, reason };
    });
    return () => {
      for (const { line, below, reason } of reasons) {
        reason.removeAttribute("columnspan");
        line.append(reason);
        below.remove();
      }
    };
  }

  /**
   * Put the parts of a formula between wide spaces below one another. Return how to undo that.
   * @param {Element} row
   */
  function stackParts(row) {
    const [signs, table] = [[...row.childNodes], create("mtable")];
    const spaces = new Set(row.querySelectorAll(WIDE_SPACE));
    let cell = create("mtd");
    for (const sign of signs) {
      if (/** @type {Set<Node>} */ (spaces).has(sign)) cell = create("mtd");
      cell.append(sign);
      if (cell.parentElement) continue;
      const line = create("mtr");
      line.append(cell);
      table.append(line);
    }
    table.setAttribute("columnalign", "left");
    table.className = "bd-parts";
    row.append(table);
    return () => row.replaceChildren(...signs);
  }

  /**
   * Return what makes a formula wide: a table of lines, or a row of signs.
   * @param {Element} math
   */
  function contentOf(math) {
    let content = math.querySelector("semantics > :first-child") ?? /** @type {Element} */
      (math.firstElementChild);
    while (content.localName === "mrow" && content.childElementCount === 1) {
      content = /** @type {Element} */ (content.firstElementChild);
    }
    return content;
  }

  // How the formulas that were stacked go back.
  /** @type {Map<HTMLElement, () => void>} */
  const stacked = new Map();

  /** @param {HTMLElement} math */
  function fitFormula(math) {
    stacked.get(math)?.();
    stacked.delete(math);
    math.style.fontSize = "";
    if (math.getAttribute("style") === "") math.removeAttribute("style");
    const box = /** @type {HTMLElement} */ (math.closest(".bd-equation") ?? math.parentElement);
    const { paddingLeft, paddingRight } = getComputedStyle(box);
    /** @type {HTMLElement | null} */
    const number = box.querySelector(".bd-equation-number");
    const room = box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) -
      (number?.offsetWidth ?? 0);
    const content = contentOf(math);
    const width = () => contentOf(math).getBoundingClientRect().width;
    if (room <= 0 || width() <= room) return;
    if (content.querySelector(":scope > mtr > mtd:nth-child(4)")) stacked.set(math, stackReasons(content));
    else if (content.querySelector(WIDE_SPACE)) stacked.set(math, stackParts(content));
    if (width() > room) math.style.fontSize = `${Math.max(SMALLEST, room / width())}em`;
  }

  /** @param {HTMLElement} box */
  function fitTable(box) {
    const table = /** @type {HTMLTableElement} */ (box.querySelector("table"));
    table.classList.remove("is-stacked");
    if (box.scrollWidth <= box.clientWidth + 1) return;
    table.classList.add("is-stacked");
    const headings = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent.trim());
    // A table whose cells are laid out otherwise is none to a screen reader, unless it says so.
    table.role = "table";
    for (const row of table.rows) {
      row.role = "row";
      for (const [at, cell] of [...row.cells].entries()) {
        cell.role = row.closest("thead") ? "columnheader" : cell.localName === "th" ? "rowheader" : "cell";
        cell.dataset.heading = headings[at] ?? "";
      }
    }
  }

  /** @type {NodeListOf<HTMLElement>} */
  const lines = main.querySelectorAll("pre > code.sourceCode > span");
  for (const line of lines) {
    const indent = /^ */.exec(line.textContent)?.[0].length ?? 0;
    line.style.setProperty("--indent", `${indent + 2}ch`);
  }

  function fit() {
    for (const math of main?.querySelectorAll('math[display="block"]') ?? []) {
      fitFormula(/** @type {HTMLElement} */ (math));
    }
    for (const box of main?.querySelectorAll(".bd-table-scroll:has(table)") ?? []) {
      fitTable(/** @type {HTMLElement} */ (box));
    }
  }
  document.fonts.ready.then(fit);
  addEventListener("resize", fit);
  document.addEventListener("toggle", fit, true);
})();
