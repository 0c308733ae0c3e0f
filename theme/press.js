// The furniture of the page. Without this script everything can still be read and reached.

const root = document.documentElement;

function setUpMenu() {
  const button = document.querySelector(".menu-toggle");
  const sidebar = document.getElementById("sidebar");
  const open = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    sidebar.classList.toggle("open", isOpen);
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sidebar.classList.contains("open")) {
      open(false);
      button.focus();
    }
  });
}

function setUpTheme() {
  const button = document.querySelector(".theme-toggle");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Change to light colours" : "Change to dark colours");
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice then holds for this page only.
    }
  });
  system.addEventListener("change", name);
  name();
}

function setUpCopying() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("div.sourceCode")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").innerText);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    block.append(button);
  }
}

function markSectionInContents() {
  const links = new Map(
    [...document.querySelectorAll(".toc a")].map((link) => [link.getAttribute("href").slice(1), link]),
  );
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!headings.length) return;
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
    const current = passed.at(-1)?.id;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

// What is wider than the page can be scrolled by keyboard as well.
function makeWideThingsReachable() {
  for (const box of document.querySelectorAll(".equation, .table-scroll, pre")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
  }
}

setUpMenu();
setUpTheme();
setUpCopying();
markSectionInContents();
document.fonts.ready.then(makeWideThingsReachable);
addEventListener("resize", makeWideThingsReachable);
