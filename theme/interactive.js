// Bring the page's interactive pictures to life, each in the place of its still one.

(() => {
  const press = document.documentElement.dataset.root;
  const root = press ?? document.querySelector('meta[name="quarto:offset"]')?.content ?? "./";
  const folder = `${root}figures/interactive/`;

  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
      document.head.append(element);
    });
  }

  // The press writes modules and data files as scripts, for a page from file:// can load nothing else.
  async function moduleOf(name) {
    if (press === undefined) return (await import(new URL(`${folder}${name}/render.js`, location.href))).default;
    await load("script", { src: `${folder}${name}/render.js` });
    return globalThis.interactiveModules[name];
  }

  async function fileAt(path) {
    if (press === undefined) return (await fetch(path)).json();
    await load("script", { src: `${path}.js` });
    return globalThis.interactiveFiles[path.split("/").pop()];
  }

  // The press writes the picture's data beside it; in Quarto's pages it is in the picture's own file.
  async function contentOf(figure) {
    const beside = figure.querySelector("script.interactive-data");
    if (beside) return JSON.parse(beside.textContent);
    const picture = await (await fetch(figure.querySelector("img").src)).text();
    return JSON.parse(/<metadata id="interactive">(.*?)<\/metadata>/s.exec(picture)[1]);
  }

  // What anywidget gives a module in a notebook. Here nobody is at the other end.
  function modelOf(data) {
    const values = { data };
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

  async function enliven(figure) {
    const image = figure.querySelector("img");
    const { module: name, data, files } = await contentOf(figure);
    const sheets = ["lib/base", `${name}/style`].map((file) => load("link", { rel: "stylesheet", href: `${folder}${file}.css` }));
    const loaded = Object.entries(files).map(async ([key, path]) => [key, await fileAt(path)]);
    const [module, entries] = await Promise.all([moduleOf(name), Promise.all(loaded), ...sheets]);
    const el = document.createElement("div");
    el.className = "live-picture";
    el.setAttribute("role", "group");
    el.setAttribute("aria-label", "Interactive picture");
    module.render({ model: modelOf({ ...data, ...Object.fromEntries(entries) }), el });
    image.before(el);
    figure.classList.add("is-live");
  }

  for (const figure of document.querySelectorAll('figure[id^="fig-touch-"], div.quarto-float[id^="fig-touch-"]')) {
    // The still picture stays where the live one cannot be had.
    enliven(figure).catch((reason) => console.error(`${figure.id} stays still:`, reason));
  }
})();
