// Search within the book. The index is a script of its own, so that it loads from a file as well.

const input = document.getElementById("search-input");
const box = input.closest("search");
const list = document.getElementById("search-results");
const status = box.querySelector("[role=status]");
const base = document.documentElement.dataset.root;
const MOST = 12;

// Symbols and their names find each other; the names are TeX's.
const SYMBOLS = {
  delta: "δ", sigma: "σ", eta: "η", theta: "θ", ell: "ℓ", partial: "∂", nabla: "∇", sum: "∑", odot: "⊙",
  tau: "τ", lambda: "λ", beta: "β", epsilon: "ε", prime: "′", transposed: "⊤", cdot: "·", times: "×",
  approx: "≈", le: "≤", ge: "≥", to: "→", dots: "…",
};
const NAMES = Object.fromEntries(Object.entries(SYMBOLS).map(([name, symbol]) => [symbol, name]));
// What readers write before a number.
const KINDS = { eq: "equation", eqn: "equation", ex: "exercise", exr: "exercise", sec: "section", tbl: "table", tab: "table" };

// TeX and references as a reader would like to see them among the results.
function readable(text) {
  return text
    .replace(/\\(begin|end)\{\w+\}|\[?-?@[a-z][\w-]*\]?|\\[,;!\\]|&/g, " ")
    .replace(/\\[dt]?frac(\d)(\d)/g, "$1/$2")
    .replace(/\}\{/g, "}/{")
    .replace(/\\([a-z]+) ?/g, (_, name) => SYMBOLS[name] ?? "")
    .replace(/[{}$]/g, "")
    .replace(/(?<=(?<!\p{L})\p{L}|[)\]])'(?!\p{L})/gu, "′")
    .replace(/\s+/g, " ");
}

// Words of letters and digits, each after one space: "σ′(z)" becomes " sigma prime z", and "Eq. (5.2)" " eq 5.2".
function plain(text) {
  const transposed = text.replace(/\^\{?\\?(?:T|top|⊤)\b\}?|ᵀ/g, " ⊤ ");
  const named = transposed.replace(/[^\0-\xff]/gu, (sign) => (NAMES[sign] ? ` ${NAMES[sign]} ` : sign));
  const letters = named.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return ` ${letters.replace(/(?!(?<=\d)\.\d)[^\p{L}\p{N}]+/gu, " ").trim()}`;
}

let loading;
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}search-index.js`;
    script.onload = () => resolve(window.SEARCH_INDEX.map(prepare));
    script.onerror = () => {
      loading = undefined;
      reject(new Error("no index"));
    };
    document.head.append(script);
  });
  return loading;
}

function prepare(entry) {
  const text = readable(entry.text);
  const [heading, page] = entry.section ? [entry.section, entry.title] : [entry.title, ""];
  // A match in a page's title counts most, then one in a heading, then one in the text.
  const weights = [entry.section ? 20 : 40, 6, 1];
  const isNumbered = /^\d+\.\d+ /.test(heading);
  const fields = [isNumbered ? `section ${heading}` : heading, page, text].map(plain);
  return { href: entry.href, heading, page, text, fields, weights };
}

// Every word must begin a word of the entry; words that stand together count most.
function score(entry, words) {
  const count = (start) => (field, at) => Math.min(field.split(` ${start}`).length - 1, 5) * entry.weights[at];
  const sum = (start) => entry.fields.map(count(start)).reduce((a, b) => a + b);
  const each = words.map(sum);
  if (each.includes(0)) return 0;
  return each.reduce((a, b) => a + b) + (words.length > 1 ? 20 * sum(words.join(" ")) : 0);
}

// What to light up: the words together, and any one of them, as a name or as a symbol.
function patterns(words) {
  const start = "(?<![\\p{L}\\p{N}])";
  const forms = words.map((word) => (SYMBOLS[word] ? `(?:${word}|${SYMBOLS[word]})` : word));
  const together = start + forms.join("[^\\p{L}\\p{N}]*");
  const signs = words.flatMap((word) => SYMBOLS[word] ?? []);
  const any = [together, ...words.map((word) => start + word), ...signs].join("|");
  return { together: new RegExp(together, "iu"), any: new RegExp(any, "giu") };
}

function line(className, text, pattern) {
  const span = document.createElement("span");
  span.className = className;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    span.append(text.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  span.append(text.slice(end));
  return span;
}

function snippet(text, { together, any }) {
  const at = Math.max(0, together.test(text) ? text.search(together) : text.search(any));
  const start = at < 50 ? 0 : text.indexOf(" ", at - 40) + 1;
  const end = text.length < start + 130 ? text.length : text.lastIndexOf(" ", start + 130);
  return `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}

function show(entries, words) {
  const wanted = patterns(words);
  const items = entries.map((entry) => {
    const link = document.createElement("a");
    link.href = base + entry.href;
    if (entry.page) link.append(line("where", entry.page, wanted.any));
    link.append(line("found", entry.heading, wanted.any));
    link.append(line("snippet", snippet(entry.text, wanted), wanted.any));
    return link;
  });
  if (!items.length) {
    const nothing = document.createElement("p");
    nothing.textContent = "Nothing found";
    items.push(nothing);
  }
  list.replaceChildren(
    ...items.map((item) => {
      const li = document.createElement("li");
      li.append(item);
      return li;
    }),
  );
  list.hidden = false;
}

async function search() {
  const words = plain(input.value).split(" ").filter(Boolean);
  words.forEach((word, at) => {
    if (/^\d/.test(words[at + 1] ?? "")) words[at] = KINDS[word] ?? word;
  });
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
    status.textContent = found.length === 1 ? "1 place found" : `${found.length || "No"} places found`;
  } catch {
    status.textContent = "The search index could not be loaded";
  }
}

input.addEventListener("focus", () => load().catch(() => {}));
input.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape" && !list.hidden) {
    list.hidden = true;
    input.focus();
  } else if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key === "Enter" && at < 0 && links.length) links[0].click();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!box.contains(event.target) || event.target.closest("#search-results a")) list.hidden = true;
});
// The page that a server shows in the place of a missing one asks here: index.html?q=delta
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  input.value = asked;
  input.focus();
  search();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea")) return;
  event.preventDefault();
  input.focus();
});
