// Bring the page's interactive pictures to life, each in the place of its still one.

(() => {
  /** @typedef {{ module: string, data: Record<string, unknown>, files: Record<string, string> }} Content */

  const press = document.documentElement.dataset.root;
  /** @type {HTMLMetaElement | null} */
  const offset = document.querySelector('meta[name="quarto:offset"]');
  const root = press ?? offset?.content ?? "./";
  const folder = `${root}figures/interactive/`;

  /**
   * Load a script or a style sheet.
   * @param {"script" | "link"} tag
   * @param {Record<string, string>} attributes
   */
  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const ends = { onload: resolve, onerror: reject };
      document.head.append(Object.assign(document.createElement(tag), attributes, ends));
    });
  }

  /**
   * The press writes modules and data files as scripts, for a page from file:// can load nothing else.
   * @param {string} name
   * @returns {Promise<PictureModule>}
   */
  async function moduleOf(name) {
    if (press === undefined) {
      return (await import(new URL(`${folder}${name}/render.js`, location.href).href)).default;
    }
    await load("script", { src: `${folder}${name}/render.js` });
    return globalThis.interactiveModules[name];
  }

  /**
   * @param {string} path
   * @returns {Promise<unknown>}
   */
  async function fileAt(path) {
    if (press === undefined) return (await fetch(path)).json();
    await load("script", { src: `${path}.js` });
    return globalThis.interactiveFiles[path.split("/").at(-1) ?? ""];
  }

  /**
   * The press writes the picture's data beside it; in Quarto's pages it is in the picture's own file.
   * @param {Element} figure
   * @param {HTMLImageElement} image
   * @returns {Promise<Content>}
   */
  async function contentOf(figure, image) {
    const beside = figure.querySelector("script.bd-interactive-data");
    if (beside) return JSON.parse(beside.textContent);
    return contentIn(await (await fetch(image.src)).text());
  }

  /**
   * Return what anywidget gives a module in a notebook. Here nobody is at the other end.
   * @param {Record<string, unknown>} data
   * @returns {PictureModel}
   */
  function modelOf(data) {
    /** @type {Record<string, unknown>} */
    const values = { data };
    /** @type {Record<string, Set<() => void>>} */
    const listeners = {};
    return {
      get: (name) => values[name],
      set: (name, value) => {
        values[name] = value;
        for (const listen of listeners[`change:${name}`] ?? []) listen();
      },
      save_changes: () => {},
      on: (event, listen) => (listeners[event] ??= new Set()).add(listen),
      off: (event, listen) => listeners[event]?.delete(listen),
    };
  }

  /**
   * Put the live picture in the place of the still one.
   * @param {Element} figure
   */
  async function enliven(figure) {
    const image = figure.querySelector("img");
    if (!image) return;
    const content = await contentOf(figure, image);
    await show(content, image);
    figure.classList.add("is-live");
    // A live cell has drawn it anew, or gives the book's picture back.
    figure.addEventListener("bd-redraw", (event) => {
      const svg = /** @type {CustomEvent<string | null>} */ (event).detail;
      const redrawn = svg === null ? content : contentIn(svg);
      if (!redrawn) return;
      event.preventDefault();
      show(redrawn, image);
    });
  }

  /** @param {string} picture */
  const contentIn = (picture) =>
    JSON.parse(/<metadata id="interactive">(.*?)<\/metadata>/s.exec(picture)?.[1] ?? "null");

  /**
   * Put a live picture before the still one, in the place of an earlier one.
   * @param {Content} content
   * @param {HTMLImageElement} image
   */
  async function show({ module: name, data, files }, image) {
    const links = ["lib/base", `${name}/style`].map((file) => ({
      rel: "stylesheet",
      href: `${folder}${file}.css`,
    }));
    const sheets = links.map((link) => load("link", link));
    const loaded = Object.entries(files).map(async ([key, path]) => [key, await fileAt(path)]);
    const [module, entries] = await Promise.all([moduleOf(name), Promise.all(loaded), ...sheets]);
    const el = document.createElement("div");
    el.className = "bd-live-picture";
    el.setAttribute("role", "group");
    el.setAttribute("aria-label", "Interactive picture");
    module.render({ model: modelOf({ ...data, ...Object.fromEntries(entries) }), el });
    image.parentElement?.querySelector(":scope > .bd-live-picture")?.remove();
    image.before(el);
  }

  const figures = document.querySelectorAll(':is(figure, div.quarto-float)[id^="fig-touch-"]');
  for (const figure of figures) {
    // The still picture stays where the live one cannot be had.
    enliven(figure).catch((reason) => console.error(`${figure.id} stays still:`, reason));
  }
})();
