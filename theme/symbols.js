// Living symbols: each letter of a displayed formula says what it is, and its like light up on the page.

(() => {
  // What the letters mean. Words in braces depend on the indices, see `wordsFor`; what stands between
  // dollars is set as a formula. The press writes the number of an equation behind its place.
  const SYMBOLS = {
    δ: {
      name: "error{s} of {neuron}",
      says: "How much the cost of this input would rise if the weighted input rose by one, at that rate.",
      shape: "{one}${n} × 1$, for a batch ${n} × m$",
      code: "deltas[{l}][{j}, {x}]",
      where: "chapters/03-argument.html#eq-delta",
    },
    Δ: {
      name: "error{s} of {neuron}",
      says: "One column for each input of the batch.",
      shape: "{one}${n} × m$, for one input ${n} × 1$",
      code: "deltas[{l}][{j}, {x}]",
      where: "chapters/08-vectorising.html#eq-base-case-matrix",
    },
    w: {
      name: "weight{s} to {neuron}, from {sender}",
      says: "How loudly the one hears the other. A knob that training turns.",
      shape: "{one}${n} × {before}$, for one input or a batch",
      code: "weights[{l}][{j}, {k}]",
      where: "chapters/02-parameters.html#eq-z",
    },
    W: {
      name: "weight{s} to {neuron}, from {sender}",
      says: "One row for each neuron that hears, one column for each that it hears.",
      shape: "{one}${n} × {before}$, for one input or a batch",
      code: "weights[{l}][{j}, {k}]",
      where: "chapters/08-vectorising.html#eq-forward",
    },
    b: {
      name: "bias{es} of {neuron}",
      says: "What a neuron adds to all that it hears. A knob that training turns.",
      shape: "{one}${n} × 1$, for one input or a batch",
      code: "biases[{l}][{j}, 0]",
      where: "chapters/02-parameters.html#eq-z",
    },
    z: {
      name: "weighted input{s} of {neuron}",
      says: "All that a neuron hears, each part times its weight, added up, plus the bias.",
      shape: "{one}${n} × 1$, for a batch ${n} × m$",
      code: "weighted_inputs[{l}][{j}, {x}]",
      where: "chapters/02-parameters.html#eq-z",
    },
    Z: {
      name: "weighted input{s} of {neuron}",
      says: "One column for each input of the batch.",
      shape: "{one}${n} × m$, for one input ${n} × 1$",
      code: "weighted_inputs[{l}][{j}, {x}]",
      where: "chapters/08-vectorising.html#eq-forward",
    },
    a: {
      name: "activation{s} of {neuron}",
      says: "What a neuron passes on: the activation function of its weighted input.",
      shape: "{one}${n} × 1$, for a batch ${n} × m$",
      code: "activations[{l+1}][{j}, {x}]",
      where: "chapters/02-parameters.html#eq-a",
    },
    "a^−1": {
      name: "{input}",
      says: "What layer 0 receives. No neuron computed it.",
      shape: "{one}${n} × 1$, for a batch ${n} × m$",
      code: "activations[{l+1}][{j}, {x}]",
      where: "index.html#sec-notation",
    },
    A: {
      name: "activation{s} of {neuron}",
      says: "One column for each input of the batch.",
      shape: "{one}${n} × m$, for one input ${n} × 1$",
      code: "activations[{l+1}][{j}, {x}]",
      where: "chapters/08-vectorising.html#eq-forward",
    },
    y: {
      name: "target{s} of {neuron}",
      says: "What we want the network to say there.",
      shape: "{one}${n} × 1$, for a batch ${n} × m$",
      code: "Y[{j}, {x}]",
      where: "chapters/01-cost.html#eq-cost-x",
    },
    Y: {
      name: "target{s} of {neuron}",
      says: "What we want the network to say there. One column for each input of the batch.",
      shape: "{one}${n} × m$, for one input ${n} × 1$",
      code: "Y",
      where: "chapters/08-vectorising.html#eq-base-case-matrix",
    },
    η: {
      name: "learning rate",
      says: "How far a step goes: every knob is turned by this many times its slope, downhill.",
      shape: "one number",
      code: "eta",
      where: "chapters/02-parameters.html#eq-update",
    },
    C: {
      name: "cost",
      says: "How wrong the network is, in one number: the mean over all inputs.",
      shape: "one number, for one input or a batch",
      code: "net.cost(X, Y)",
      where: "chapters/01-cost.html#eq-total-cost",
    },
    C_x: {
      name: "cost of the one input $x$",
      says: "How far the outputs are from what we want: half the sum of the squared differences, or the cross-entropy.",
      shape: "one number",
      code: "net.cost(X[:, [x]], Y[:, [x]])",
      where: "chapters/01-cost.html#eq-cost-x",
    },
    C_B: {
      name: "cost of the batch $B$",
      says: "The mean of the costs of its inputs.",
      shape: "one number",
      code: "net.cost(X, Y)",
      where: "chapters/07-batches.html#eq-batch-slope",
    },
    "C′": {
      name: "slope of the cost, as one knob turns",
      says: "Each further prime is the slope of the slope before.",
      shape: "one number",
      where: "chapters/05-inductive-step.html#eq-central-difference",
    },
    σ: {
      name: "activation function",
      says: "The curve that turns a weighted input into an activation.",
      shape: "that of what stands in its brackets",
      code: "net.functions[l].value",
      where: "chapters/02-parameters.html#eq-a",
    },
    "σ′": {
      name: "slope of the activation function",
      says: "How much the activation rises for each unit that the weighted input rises.",
      shape: "that of what stands in its brackets",
      code: "net.functions[l].derivative",
      where: "chapters/04-base-case.html#eq-sigmoid-slope",
    },
    relu: {
      name: "the activation function ReLU",
      says: "It passes on what is positive, and 0 in the place of all else.",
      shape: "that of what stands in its brackets",
      code: "RELU.value",
      where: "chapters/04-base-case.html#eq-relu",
    },
    "relu′": {
      name: "slope of ReLU",
      says: "1 where the weighted input is positive, otherwise 0.",
      shape: "that of what stands in its brackets",
      code: "RELU.derivative",
      where: "chapters/04-base-case.html#eq-relu-slope",
    },
    "∂/∂": {
      name: "slope of {top}, as {below} rises",
      says: "How much the one rises for each unit that the other rises, while all else holds still.",
      shape: "that of what stands below the line",
      where: "chapters/02-parameters.html#eq-first-order",
    },
    "Δ…": {
      name: "a small change",
      says: "How far what stands behind it moves.",
      shape: "that of what stands behind it",
      where: "chapters/02-parameters.html#eq-first-order",
    },
    "⊙": {
      name: "product, entry by entry",
      says: "Each entry of the one times the entry in the same place of the other.",
      shape: "that of both factors",
      code: "*",
      where: "chapters/08-vectorising.html#eq-base-case-matrix",
    },
    x: {
      name: "one input",
      says: "Such as one image. Below a sum, each of them in turn.",
      shape: "$n_{−1} × 1$, for a batch $n_{−1} × m$",
      code: "X[:, x]",
      where: "index.html#sec-notation",
    },
    n: {
      name: "number of inputs, all in all",
      says: "A mean over all inputs divides by it.",
      shape: "one number",
      code: "X.shape[1]",
      where: "index.html#sec-notation",
    },
    m: {
      name: "number of inputs in a batch",
      says: "A mean over a batch divides by it.",
      shape: "one number",
      code: "X.shape[1]",
      where: "chapters/07-batches.html#eq-batch-slope",
    },
    B: {
      name: "a batch",
      says: "The few inputs that share one update.",
      where: "chapters/07-batches.html#eq-batch-slope",
    },
    p: {
      name: "any one parameter",
      says: "A weight or a bias, whichever knob you like.",
      shape: "one number",
      where: "chapters/02-parameters.html#eq-first-order",
    },
    h: {
      name: "a nudge",
      says: "The small turn of a knob with which its slope is measured.",
      shape: "one number",
      code: "h",
      where: "chapters/05-inductive-step.html#eq-central-difference",
    },
    g: {
      name: "the slope by the code, right or wrong",
      says: "What a gradient hands back for a knob. A step follows it, whatever the true slope is.",
      shape: "one number for each knob",
      where: "chapters/11-when-it-goes-wrong.html#eq-wrong-step",
    },
    θ: {
      name: "angle between two lists",
      says: "0° if both point the same way. Beyond 90° a step along the one leads uphill.",
      shape: "one number",
      where: "chapters/11-when-it-goes-wrong.html#eq-angle",
    },
    "∇": {
      name: "list of all slopes",
      says: "The slope of what follows, one number for each knob.",
      shape: "one number for each knob",
      where: "chapters/11-when-it-goes-wrong.html#eq-angle",
    },
    u: {
      name: "a node that uses $v$",
      says: "It is made in one operation, from that node and perhaps others.",
      where: "chapters/12-autodiff.html#eq-graph-step",
    },
    v: {
      name: "any one node of the graph",
      says: "A number or an array on the way to the cost.",
      where: "chapters/12-autodiff.html#eq-graph-step",
    },
    P: {
      name: "any matrix",
      says: "The left factor of a product.",
      where: "chapters/08-vectorising.html#eq-product",
    },
    Q: {
      name: "any matrix",
      says: "The right factor of a product.",
      where: "chapters/08-vectorising.html#eq-product",
    },
    R: {
      name: "product of $P$ and $Q$",
      says: "The cost is made from its entries.",
      where: "chapters/12-autodiff.html#eq-matmul-slopes",
    },
    s: {
      name: "one shard",
      says: "Below a sum, each of them in turn.",
      where: "chapters/13-machines.html#eq-machines",
    },
    B_s: {
      name: "shard $s$ of the batch $B$",
      says: "Those of its inputs that are on one machine.",
      where: "chapters/13-machines.html#eq-machines",
    },
    T_S: {
      name: "time of one step",
      says: "How long it takes on so many machines.",
      shape: "one number, in seconds",
      where: "chapters/13-machines.html#eq-step-time",
    },
    S: {
      name: "number of machines",
      says: "They share the batch.",
      shape: "one number",
      where: "chapters/13-machines.html#eq-step-time",
    },
    τ: {
      name: "time for one input",
      says: "How long one machine takes for the slopes of one input.",
      shape: "one number, in seconds",
      where: "chapters/13-machines.html#eq-step-time",
    },
    λ: {
      name: "latency",
      says: "What a step takes to begin and to end, however little there is to send.",
      shape: "one number, in seconds",
      where: "chapters/13-machines.html#eq-step-time",
    },
    q: {
      name: "number of bytes",
      says: "What one step sends.",
      shape: "one number",
      where: "chapters/13-machines.html#eq-step-time",
    },
    β: {
      name: "bandwidth",
      says: "How many bytes the network between the machines takes in a second.",
      shape: "one number",
      where: "chapters/13-machines.html#eq-step-time",
    },
  };
  const INDEXED = "δΔwWbzZaAyYgPQ";

  const root = document.documentElement;
  const toRoot = root.dataset.root ?? document.querySelector('meta[name="quarto:offset"]')?.content ?? "./";
  const isNarrow = matchMedia("(max-width: 36rem)");

  const textOf = (node) => node?.textContent.replace(/[\s,\u2061-\u2064]/g, "").replaceAll("-", "−") ?? "";

  /** Yield the symbols in a piece of MathML, outer ones first. */
  function* symbolsIn(node) {
    if (node.localName === "annotation") return;
    const symbol = read(node);
    if (symbol) yield symbol;
    if (!symbol || symbol.below) for (const child of node.children) yield* symbolsIn(child);
  }

  function read(element) {
    const [first, ...others] = element.children;
    const letter = textOf(first ?? element);
    const [one = "", other = ""] = others.map(textOf);
    switch (element.localName) {
      case "mi":
      case "mo":
        if (letter === "Δ" && element.nextElementSibling?.localName === "mi") return known(element, "Δ…");
        return known(element, letter);
      case "msub":
      case "msubsup":
        return known(element, letter, one, other);
      case "msup":
        if (/^[′″‴]$/.test(one)) return known(element, `${letter}′`, "", one);
        return INDEXED.includes(letter) && known(element, letter, "", one); // any other is a power
      case "mfrac": {
        if (!/^[∂d]/.test(letter) || !/^[∂d]/.test(one)) return null;
        const [top, below] = [...element.children].map(firstIn);
        return { ...known(element, "∂/∂"), sub: below, sup: top, top, below };
      }
    }
  }

  function known(element, letter, sub = "", sup = "") {
    const all = INDEXED.includes(letter) || !sub ? letter : "";
    const key = [`${letter.toLowerCase()}^${sup}`, `${letter}_${sub}`, all].find((one) => one in SYMBOLS);
    return key && { element, letter, sub, sup, entry: SYMBOLS[key] };
  }

  /** Return the first symbol in a piece of MathML as `formula` takes it. */
  function firstIn(node) {
    const { letter = "", sub, sup } = symbolsIn(node).next().value ?? {};
    return letter + (sub ? `_{${sub}}` : "") + (sup ? `^{${sup}}` : "");
  }

  const isSame = (one, other) => ["letter", "sub", "sup"].every((part) => one[part] === other[part]);
  // Slopes are of one kind only if all of their letters are the same.
  const isKin = (one, other) => one.letter === other.letter && (!one.below || isSame(one, other));

  /** Return `ℓ`, `L` or "" and a whole number for an upper index such as ℓ+1; null for any other. */
  function layerOf(index) {
    const found = index && /^([ℓL]?)([+−]?\d+)?$/.exec(index);
    return found ? { letter: found[1], number: Number((found[2] ?? "0").replace("−", "-")) } : null;
  }

  function layerText({ letter, number }, by = 0) {
    const sum = number + by;
    if (!letter) return String(sum).replace("-", "−");
    return letter + (sum ? ` ${sum < 0 ? "−" : "+"} ${Math.abs(sum)}` : "");
  }

  const codeOf = (layer) => layer.replace("ℓ", "l").replace("−", "-");

  /** Return what the words in braces stand for, for this very symbol. */
  function wordsFor({ letter, sub, sup, top, below }) {
    const [j, second] = sub.replace("⋅", "·");
    const isMatrix = /\p{Lu}/u.test(letter);
    const isWhole = j === "·" || (!j && (isMatrix || sup || letter === "y"));
    const known = layerOf("yY".includes(letter) ? "L" : sup);
    const layer = known ?? { letter: "ℓ", number: 0 };
    const name = layerText(layer);
    const before = layerText(layer, -1);
    const isFirst = before === "−1";
    const k = second && `$${second}$`;
    const who = isWhole ? "all neurons" : j ? `neuron $${j}$` : "a neuron";
    const at = known ? ` in ${name === "L" ? "the output layer" : "layer"} $${name}$` : "";
    const senders = isFirst ? "the input" : known ? `layer $${before}$` : "the layer before";
    return {
      s: isWhole ? "s" : "",
      es: isWhole ? "es" : "",
      neuron: who + at + (k && !"wW".includes(letter) ? `, for input ${k}` : ""),
      input: isWhole ? "all inputs of the network" : `input number $${j}$ of the network`,
      sender: k ? (isFirst ? `input number ${k}` : `neuron ${k} in ${senders}`) : senders,
      one: isWhole ? "" : "one entry of ",
      n: `n_{${name}}`,
      before: `n_{${before}}`,
      top: top ? `$${top}$` : "what follows",
      below: `$${below}$`,
      l: codeOf(name),
      "l+1": codeOf(layerText(layer, 1)),
      j: isWhole ? ":" : (j ?? "j"),
      k: second ?? (isWhole ? ":" : "k"),
      x: second ?? (isMatrix ? ":" : "x"),
    };
  }

  function h(tag, attributes, ...children) {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  function m(tag, ...children) {
    const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
    element.append(...children);
    return element;
  }

  function formula(text) {
    const pieces = text.matchAll(/(\p{L})(?:_\{(.*?)\})?(?:\^\{(.*?)\})?|(\d+)|\S/gu);
    return m(
      "mrow",
      ...Array.from(pieces, ([sign, letter, sub, sup, number]) => {
        const scripts = [sub, sup].filter(Boolean).map(formula);
        const leaf = m(letter ? "mi" : number ? "mn" : "mo", letter ?? sign);
        return scripts.length ? m(`m${sub ? "sub" : ""}${sup ? "sup" : ""}`, leaf, ...scripts) : leaf;
      }),
    );
  }

  const withFormulas = (text) => text.split("$").map((part, at) => (at % 2 ? m("math", formula(part)) : part));

  const card = h("div", { className: "symbol-card", hidden: true });
  const voice = h("p", { className: "visually-hidden" });
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "About this symbol");
  voice.setAttribute("role", "status");

  function placeLink(where) {
    // The press has written the words; in Quarto's pages a reference on the same page has them.
    const [address, ...words] = where.split(" ");
    const reference = document.querySelector(`a.quarto-xref[href$="#${address.split("#")[1]}"]`);
    return h("a", { href: toRoot + address }, words.join(" ") || reference?.textContent || "its place in the book");
  }

  function fillCard(symbol) {
    const words = wordsFor(symbol);
    const fill = (text) => text?.replace(/\{(\w+(?:\+1)?)\}/g, (all, word) => words[word] ?? all);
    const { name, says, shape, code, where } = symbol.entry;
    const sign = m("math", symbol.element.cloneNode(true));
    for (const node of sign.querySelectorAll("[class]")) node.removeAttribute("class");
    const title = h("span", {}, ...withFormulas(fill(name)));
    const row = (term, ...value) => h("div", {}, h("dt", {}, term), h("dd", {}, ...value));
    card.replaceChildren(
      h("p", { className: "symbol-name" }, sign, " ", title),
      h("p", {}, says),
      h(
        "dl",
        {},
        ...(shape ? [row("Shape", ...withFormulas(fill(shape)))] : []),
        ...(code ? [row("In code", h("code", {}, fill(code).replace(/\[:, [:0]\]$/, "")))] : []),
        row("Defined in", placeLink(where)),
      ),
    );
    return `${title.textContent}. ${says}`;
  }

  /** Put the card beside its symbol, and outside of the formula where that is not far. */
  function place() {
    const gap = 8;
    const far = 48;
    const box = shown.symbol.element.getBoundingClientRect();
    const all = shown.symbol.element.closest("math").getBoundingClientRect();
    card.style.cssText = "";
    const { offsetWidth: width, offsetHeight: height } = card;
    if (isNarrow.matches) {
      card.classList.toggle("is-above", box.bottom + gap > innerHeight - height);
      return;
    }
    const header = parseFloat(getComputedStyle(root).scrollPaddingTop) || 0;
    const upper = box.top - all.top < far ? all.top : box.top;
    const lower = all.bottom - box.bottom < far ? all.bottom : box.bottom;
    const above = upper - 2 * gap - Math.min(header, upper / 2);
    const below = innerHeight - lower - 2 * gap;
    const isUpperHalf = all.height > 2 * far && box.top + box.bottom < all.top + all.bottom;
    const isAbove = isUpperHalf ? above >= height || above > below : below < height && above > below;
    const room = Math.min(height, isAbove ? above : below);
    const column = shown.equation.node.getBoundingClientRect();
    const left = Math.min((box.left + box.right - width) / 2, column.right - width);
    card.style.left = `${scrollX + Math.max(left, column.left, gap)}px`;
    card.style.top = `${scrollY + (isAbove ? upper - gap - room : lower + gap)}px`;
    card.style.maxHeight = `${room}px`;
  }

  let lit = [];

  function lightUp(symbol) {
    putOut();
    const colour = /[δΔ]$/.test(symbol.letter) ? "--error" : "--blue";
    root.style.setProperty("--lit", `var(${colour})`);
    const light = (element, other) => {
      const kind = element === symbol.element ? "here" : isSame(other, symbol) ? "same" : "kin";
      element.classList.add("symbol-lit", `is-${kind}`);
      lit.push(element);
    };
    for (const math of document.querySelectorAll("main math")) {
      for (const other of symbolsIn(math)) if (isKin(symbol, other)) light(other.element, other);
    }
    for (const image of document.querySelectorAll("main img")) lightPicture(image, symbol, light);
  }

  function putOut() {
    for (const element of lit) {
      if (element.localName === "span") element.parentElement?.remove();
      element.classList.remove("symbol-lit", "is-here", "is-same", "is-kin");
      if (!element.classList.length) element.removeAttribute("class");
    }
    lit = [];
  }

  const inPictures = new Map();

  // The press writes a picture's symbols beside it; in Quarto's pages they are in the picture's own file.
  function symbolsOf(image) {
    const read = async () => {
      if (image.dataset.symbols) return JSON.parse(image.dataset.symbols);
      if (root.dataset.root !== undefined || !image.src.startsWith("http")) return [];
      const text = await (await fetch(image.src)).text();
      return JSON.parse(/<metadata id="symbols">(.*?)<\/metadata>/s.exec(text)?.[1] ?? "[]");
    };
    if (!inPictures.has(image)) inPictures.set(image, read().catch(() => []));
    return inPictures.get(image);
  }

  async function lightPicture(image, symbol, light) {
    const now = shown;
    const symbols = await symbolsOf(image);
    if (shown !== now || !image.offsetWidth) return;
    const layer = h("div", { className: "symbol-lights" });
    for (const [name, ...box] of symbols) {
      const [, letter, sup = "", sub = ""] = /^(.[^_^]*)(?:\^([^_]*))?(?:_(.*))?$/.exec(name);
      const span = h("span", {});
      if (!isKin(symbol, { letter, sup, sub })) continue;
      ["left", "top", "width", "height"].forEach((side, at) => (span.style[side] = `${100 * box[at]}%`));
      layer.append(span);
      light(span, { letter, sup, sub });
    }
    if (!layer.childElementCount) return;
    image.after(layer);
    const at = image.getBoundingClientRect();
    const from = layer.getBoundingClientRect();
    const { width, height } = at;
    const frame = { marginLeft: at.left - from.left, marginTop: at.top - from.top, width, height };
    for (const side in frame) layer.style[side] = `${frame[side]}px`;
  }

  let shown = null; // the symbol that the card is about, its equation, and whether the pointer may take it away
  let pointed = null;
  let timer = 0;

  const after = (time, action) => {
    clearTimeout(timer);
    timer = setTimeout(action, time);
  };

  function show(equation, symbol, isHeld) {
    clearTimeout(timer);
    shown = { equation, symbol, isHeld };
    const text = fillCard(symbol);
    card.hidden = false;
    lightUp(symbol);
    place();
    if (isHeld) voice.textContent = text;
  }

  function hide() {
    clearTimeout(timer);
    shown = null;
    card.hidden = true;
    voice.textContent = "";
    putOut();
  }

  const leave = () => shown && !shown.isHeld && after(400, hide);

  /** Return the symbol at a point, or the nearest within reach; a slope gives way to its letters. */
  function symbolAt({ symbols }, { clientX: x, clientY: y }, reach) {
    const distances = symbols.map((symbol) => {
      const { left, right, top, bottom } = symbol.element.getBoundingClientRect();
      const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
      return { symbol, away: away + (symbol.below ? 2 : 0) };
    });
    const near = distances.filter(({ away }) => away <= reach);
    return near.sort((one, other) => one.away - other.away)[0]?.symbol ?? null;
  }

  function walk(equation, event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Tab" && shown?.equation === equation && !event.shiftKey) {
      event.preventDefault();
      card.querySelector("a").focus();
    }
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.shiftKey) {
      equation.node.scrollBy({ left: 80 * way });
    } else {
      const at = equation.symbols.indexOf(equation.last);
      const next = equation.symbols[at < 0 && way < 0 ? equation.symbols.length - 1 : at + way];
      if (!next) return; // the browser may scroll on
      equation.last = next;
      next.element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      show(equation, next, true);
    }
    event.preventDefault();
  }

  function enliven(equation) {
    const { node } = equation;
    const number = node.querySelector(".equation-number")?.textContent.slice(1, -1);
    node.classList.add("has-symbols");
    node.tabIndex = 0;
    node.setAttribute("role", "group");
    const name = number ? `Equation ${number}` : "Formula";
    node.setAttribute("aria-label", `${name}: arrow keys walk through its symbols`);
    node.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || shown?.isHeld) return;
      const symbol = symbolAt(equation, event, 3);
      if (symbol === pointed) return;
      pointed = symbol;
      clearTimeout(timer);
      if (!symbol) leave();
      else if (symbol !== shown?.symbol) after(shown ? 250 : 120, () => show(equation, symbol, false));
    });
    node.addEventListener("pointerleave", () => {
      pointed = null;
      clearTimeout(timer);
      leave();
    });
    node.addEventListener("click", (event) => {
      if (!getSelection().isCollapsed) return;
      const symbol = symbolAt(equation, event, 12);
      if (symbol) show(equation, (equation.last = symbol), true);
      else hide();
    });
    node.addEventListener("keydown", (event) => walk(equation, event));
    node.addEventListener("focusout", ({ relatedTarget }) => {
      if (shown?.isHeld && relatedTarget && !card.contains(relatedTarget)) hide();
    });
  }

  function setUpCard() {
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", leave);
    card.addEventListener("click", ({ target }) => target.localName === "a" && setTimeout(hide));
    // The card stands at the end of the page; by keyboard it comes right behind its equation.
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const { node } = shown.equation;
      node.focus({ preventScroll: true });
      if (event.shiftKey) event.preventDefault();
      else hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !shown) return;
      if (card.contains(document.activeElement)) shown.equation.node.focus({ preventScroll: true });
      hide();
    });
    // A finger that scrolls is not lifted from the page but taken away by the browser.
    document.addEventListener("pointerup", ({ target }) => {
      if (shown && !card.contains(target) && !shown.equation.node.contains(target)) hide();
    });
    addEventListener("resize", () => shown && hide());
    document.body.append(card, voice);
  }

  function setUp() {
    const equations = new Map();
    for (const math of document.querySelectorAll('main math[display="block"]')) {
      const node = math.closest(".equation, p") ?? math.parentElement;
      const symbols = math.closest(".live-picture") ? [] : [...symbolsIn(math)];
      if (!symbols.length) continue;
      if (!equations.has(node)) equations.set(node, { node, symbols: [], last: null });
      equations.get(node).symbols.push(...symbols);
    }
    if (!equations.size) return;
    setUpCard();
    const sheet = h("link", { rel: "stylesheet", href: `${toRoot}theme/symbols.css` });
    sheet.onload = () => equations.forEach(enliven);
    document.head.append(sheet);
  }

  if (globalThis.requestIdleCallback) requestIdleCallback(setUp, { timeout: 2000 });
  else setTimeout(setUp, 200);
})();
