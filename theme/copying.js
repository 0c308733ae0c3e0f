// What is copied with formulas in it: each becomes its TeX, on one line. A browser would copy a sign a line.

(() => {
  /** @param {Element} formula */
  function texOf(formula) {
    const source = formula.querySelector("annotation")?.textContent ?? formula.getAttribute("alttext");
    const tex = (source ?? formula.textContent).replace(/\s+/g, " ").trim();
    if (formula.getAttribute("display") !== "block") return `$${tex}$`;
    const number = formula.parentElement?.querySelector(".bd-equation-number");
    const tag = number ? ` \\tag{${number.textContent.trim().slice(1, -1)}}` : "";
    number?.remove();
    return `$$${tex}${tag}$$`;
  }

  /**
   * Return the range with the whole of each formula that it begins or ends in.
   * @param {Range} range
   */
  function withWholeFormulas(range) {
    const whole = range.cloneRange();
    const [first, last] = [range.startContainer, range.endContainer].map((node) =>
      (node instanceof Element ? node : node.parentElement)?.closest("math")
    );
    if (first) whole.setStartBefore(first);
    if (last) whole.setEndAfter(last);
    return whole;
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed || !event.clipboardData) return;
    const range = withWholeFormulas(selection.getRangeAt(0));
    const box = document.createElement("div");
    box.append(range.cloneContents());
    const formulas = box.querySelectorAll("math");
    if (!formulas.length) return;
    for (const formula of formulas) formula.replaceWith(texOf(formula));
    for (const mark of box.querySelectorAll(".bd-checked, .bd-permalink, button")) mark.remove();
    // Where its lines end, only a page knows that is laid out.
    Object.assign(box.style, { left: "-200vw", position: "absolute", top: "0", width: "100vw" });
    document.querySelector("main")?.append(box);
    event.clipboardData.setData("text/plain", box.innerText.trim());
    box.remove();
    event.preventDefault();
  });
})();
