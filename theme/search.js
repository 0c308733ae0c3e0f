// Search within the book. The index is a script of its own, so that it loads from a file as well.

const input = document.getElementById("search-input");
const list = document.getElementById("search-results");
const status = document.querySelector(".site-search [role=status]");
const base = document.documentElement.dataset.root;
const MOST = 12;

// Symbols and their names find each other.
const NAMES = {
  δ: "delta", Δ: "delta", σ: "sigma", η: "eta", ℓ: "ell", "∂": "partial", Σ: "sum", "⊙": "odot",
};

function plain(text) {
  const named = text.replace(/[δΔση∂Σ⊙ℓ]/g, (symbol) => ` ${NAMES[symbol]} `).replace(/['′]/g, " prime ");
  return named.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f\\{}_^$]/g, " ").replace(/\s+/g, " ");
}

let loading;
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}search-index.js`;
    script.onload = () =>
      resolve(
        window.SEARCH_INDEX.map((entry) => ({
          ...entry,
          fields: [plain(entry.section), plain(entry.title), plain(entry.text)],
        })),
      );
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

// A word counts most in a heading, then in a title, then in the text; every word must occur.
function score(entry, words) {
  let total = 0;
  for (const word of words) {
    const [section, title, text] = entry.fields;
    const best = (section.includes(word) && 20) + (title.includes(word) && 8);
    const times = text.split(word).length - 1;
    if (!best && !times) return 0;
    total += best + Math.min(times, 5);
  }
  return total + (entry.fields[2].includes(words.join(" ")) ? 4 : 0);
}

function snippet(entry, words) {
  const text = entry.text;
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
  return `${at ? "… " : ""}${text.slice(at, at + 110)} …`;
}

function show(entries, words) {
  list.replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = base + entry.href;
      const where = document.createElement("span");
      where.className = "where";
      where.textContent = entry.section ? `${entry.title}. ${snippet(entry, words)}` : snippet(entry, words);
      link.append(entry.section || entry.title, where);
      item.append(link);
      return item;
    }),
  );
  list.hidden = !entries.length;
}

async function search() {
  const words = plain(input.value).split(" ").filter(Boolean);
  if (!words.length) {
    list.hidden = true;
    status.textContent = "";
    return;
  }
  try {
    const found = (await load())
      .map((entry) => [score(entry, words), entry])
      .filter(([points]) => points)
      .sort(([a], [b]) => b - a)
      .map(([, entry]) => entry);
    show(found.slice(0, MOST), words);
    status.textContent = found.length ? `${found.length} places found` : "Nothing found";
  } catch {
    status.textContent = "The search index could not be loaded";
  }
}

function close() {
  list.hidden = true;
  input.focus();
}

input.addEventListener("focus", load, { once: true });
input.addEventListener("input", search);
input.closest("search").addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key === "Enter" && at < 0 && links.length) links[0].click();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!input.closest("search").contains(event.target)) list.hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea")) {
    event.preventDefault();
    input.focus();
  }
});
