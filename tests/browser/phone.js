// What a reader on a phone does not see whole, or hardly hits: a list of [kind, where, how wide in what].
(() => {
  const OUTSIDE = 5; // pixels that a formula at the end of a line may reach out with nothing but its padding
  /**
   * @param {string} selector
   * @returns {any[]} any: the selector says which elements they are
   */
  const seen = (selector) =>
    [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  for (const fold of seen("main details")) fold.open = true;
  dispatchEvent(new Event("resize"));

  /** @type {string[][]} */
  const found = [];
  /**
   * @param {string} kind
   * @param {Element} node
   * @param {number} wide
   * @param {number} room
   */
  const tell = (kind, node, wide, room) =>
    found.push([kind, node.closest("[id]")?.id ?? "", `${Math.round(wide)} in ${Math.round(room)}`]);

  for (const box of seen("main :is(.bd-equation, .bd-table-scroll, pre, p, li, td)")) {
    if (!box.clientWidth || box.matches(".bd-interactive *")) continue;
    if (box.scrollWidth <= box.clientWidth + OUTSIDE) continue;
    tell(box.className || box.localName, box, box.scrollWidth, box.clientWidth);
  }
  for (const math of seen('main math[display="block"]')) {
    const { left, right } = (math.querySelector("semantics > :first-child") ?? math).getBoundingClientRect();
    if (left < 0 || right > innerWidth) tell("formula", math, right - left, innerWidth);
  }
  for (const table of seen("main table")) {
    const room = table.parentElement.clientWidth;
    if (table.scrollWidth > room + OUTSIDE) tell("table", table, table.scrollWidth, room);
  }
  const inText = ":is(p, li, td, th, dd, dt, figcaption, caption, .csl-entry) a";
  for (const control of seen("a[href], button, summary, input:not([type=range]), select, [role=button]")) {
    const { width, height } = control.getBoundingClientRect();
    if (control.matches(inText) || control.ariaHidden || width <= 1) continue;
    if (Math.min(width, height) < 24) tell(`control ${control.className}`, control, width, height);
  }
  return found;
})();
