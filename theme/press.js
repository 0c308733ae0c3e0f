// The furniture of the page. Without this script everything can still be read and reached.

const root = document.documentElement;
const sidebar = /** @type {HTMLElement} */ (document.getElementById("sidebar"));
const contents = /** @type {HTMLElement} */ (document.querySelector(".bd-toc"));

function setUpMenu() {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(".bd-menu-toggle"));
  /** @param {boolean} isOpen */
  const open = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    sidebar.classList.toggle("is-open", isOpen);
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  sidebar.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("a")) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sidebar.classList.contains("is-open")) {
      open(false);
      button.focus();
    }
  });
}

// Light, dark, or as the system has it. The first press always changes what is seen.
function setUpTheme() {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(".bd-theme-toggle"));
  const word = /** @type {HTMLElement} */ (button.querySelector("span"));
  const system = matchMedia("(prefers-color-scheme: dark)");
  /** @type {Record<string, string>} */
  const words = { light: "Light", dark: "Dark", system: "Auto" };
  const choice = () => root.dataset.theme ?? "system";
  const name = () => {
    button.dataset.choice = choice();
    word.textContent = words[choice()];
    button.setAttribute("aria-label", `Colours: ${words[choice()].toLowerCase()}`);
    button.title = "Light, dark, or as the system has it";
  };
  button.addEventListener("click", () => {
    const order = system.matches ? ["system", "light", "dark"] : ["system", "dark", "light"];
    const next = order[(order.indexOf(choice()) + 1) % 3];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    name();
    try {
      if (next === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // The choice then holds for this page only.
    }
  });
  name();
}

function setUpCopying() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("div.sourceCode")) {
    const code = block.querySelector("code");
    if (!code) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bd-copy-button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.innerText);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed here";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    block.append(button);
  }
}

// Beside the text where there is room, else in the sidebar, below the name of this page.
function placeContents() {
  const page = sidebar.querySelector("[aria-current=page]");
  const layout = contents.parentElement;
  if (!page || !layout || !contents.childElementCount) return;
  const room = matchMedia("(min-width: 75rem)");
  const place = () => (room.matches ? layout.append(contents) : page.after(contents));
  room.addEventListener("change", place);
  place();
}

function markSectionInContents() {
  const links = [...contents.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const isAtEnd = scrollY > 0 && innerHeight + scrollY >= root.scrollHeight - 2;
    const current = isAtEnd
      ? headings.length - 1
      : headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < 120);
    links.forEach((link, at) => {
      if (at === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

setUpMenu();
setUpTheme();
setUpCopying();
placeContents();
markSectionInContents();
