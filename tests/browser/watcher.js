// What goes wrong on a page, kept where every engine lets a test read it. It is the first script of each page.
(() => {
  /** @type {string[]} */
  const troubles = [];
  /** @param {string} trouble */
  const tell = (trouble) => {
    troubles.push(trouble);
    document.documentElement.dataset.troubles = JSON.stringify(troubles);
  };
  addEventListener("error", (event) => {
    const target = /** @type {any} */ (event.target); // any: what has not loaded has one of two names for its address
    tell(`error: ${event.message ?? `${target.src ?? target.href} is not there`}`);
  }, true);
  addEventListener("unhandledrejection", (event) => tell(`rejected: ${event.reason}`));
  document.addEventListener("securitypolicyviolation", (event) => {
    tell(`policy: ${event.violatedDirective} forbids ${event.blockedURI} in ${event.sourceFile}`);
  });
  for (const level of /** @type {const} */ (["error", "warn"])) {
    const said = console[level];
    console[level] = (...words) => {
      tell(`${level}: ${words.join(" ")}`);
      said(...words);
    };
  }
})();
