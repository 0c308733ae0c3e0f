// Before the page is painted: scripts are on, and the reader's choice of light or dark.
document.documentElement.classList.add("bd-scripted");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage here (a private window, or a file): the system's choice holds.
}
// The fonts of the page are asked for at once, so that they are there when it is first painted.
// From a file a browser does not let a page ask so.
const { src, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
for (const name of location.protocol === "file:" ? [] : (dataset.fonts ?? "").split(" ")) {
  const link = document.createElement("link");
  const href = new URL(`fonts/${name}.woff2`, src).href;
  Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href });
  document.head.append(link);
}
