// What all pages share: elements without markup from text, numbers, theme, requests.

/** An element by its id. @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/**
 * An element with text and children; text is never read as markup.
 * @param {string} tag @param {Record<string, any>} attributes @param {any[]} children @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

/** What went wrong, in the page's one place for it; '' where it is mended. @param {string} text */
export function fault(text) {
  $("fault").hidden = !text;
  $("fault").textContent = text;
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map(); // one is dear to make
/** @param {number} digits @param {any} signDisplay */
function written(digits, signDisplay) {
  const name = `${digits}${signDisplay}`;
  if (!formats.has(name)) formats.set(name, new Intl.NumberFormat(navigator.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay }));
  return formats.get(name);
}
const minus = (text) => text.replace("-", "\u2212"); // a true minus sign, as on the axes
/** Digits after the point of what is to have two that say something. @param {number} size */
const telling = (size) => (size ? Math.max(0, 1 - Number(Math.abs(size).toExponential(1).split("e")[1])) : 0);
const MOST_DIGITS = 5;
/** Digits for figures that stand together: so many, or what the largest needs. @param {number[]} values @param {number} least */
export function fitting(values, least) {
  const largest = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
  return seen(largest, MOST_DIGITS) ? Math.min(Math.max(least, telling(largest)), MOST_DIGITS) : least;
}
const FINEST = 1e-2;
/** Digits for a figure and the ends of its range, alike, and enough to tell each from the others and from zero. @param {number[]} values @param {number} least */
export function together(values, least) {
  const own = values.filter(Number.isFinite).sort((a, b) => a - b), shown = [0, ...own].sort((a, b) => a - b), largest = Math.max(...shown.map(Math.abs));
  const apart = [own, shown].flatMap((some) => some.slice(1).map((v, j) => v - some[j])).filter((gap) => gap > 0 && gap >= FINEST * largest);
  const digits = fitting(shown, least);
  return apart.length && seen(largest, MOST_DIGITS) ? Math.min(Math.max(digits, -Number(Math.min(...apart).toExponential().split("e")[1])), MOST_DIGITS) : digits;
}
const MOST_PER_CENT = 3;
/** Digits for changes in per cent that stand together: no thousandth of a per cent is taken apart. @param {number[]} values @param {number} least */
export const perCents = (values, least = 2) => Math.min(fitting(values, least), Math.max(least, MOST_PER_CENT));
/** The same of a change and the ends of its range; none is told from zero where a digit more would show all as zero. @param {number[]} values @param {number} least */
export const changeDigits = (values, least = 2) => (seen(Math.max(...values.map(Math.abs)), least + 1) ? Math.min(together(values, least), Math.max(least, MOST_PER_CENT)) : least);
const seen = (shown, digits) => Math.abs(shown) >= 0.5 / 10 ** digits;

/** Billions above which an amount is told: a thousand dollars; in tables by country a thousandth of the unit shown. */
const NOTHING = 1e-6;
export const TOLD = 1e-3;
/**
 * The unit in which the page tells amounts, as the server chose it by the size of the talks (``report/numbers.py`` says
 * the same rule; a test holds the two against each other).
 * @type {{short: string, a_year: string, title: string, axis: string, factor: number, digits: number}}
 */
export let unit = { short: "bn", a_year: " a year", title: "bn USD a year", axis: "billions of USD a year", factor: 1, digits: 1 };
/** @param {any} given */
export const tellIn = (given) => { unit = given; };
/** Its name in a table's head: bn USD. */
export const head = () => unit.title.replace(unit.a_year, "");
/** An amount in the page's unit: with its digits; of what these would show as zero two that say something. @param {number} value billions @param {number} [least] of the unit, up to which nothing is told from zero @param {number} [digits] */
export function bn(value, least = 0, digits = unit.digits) {
  const shown = Math.abs(value) > Math.max(NOTHING, least / unit.factor) ? value * unit.factor : 0;
  return minus(written(shown && !seen(shown, digits) ? telling(shown) : digits, "exceptZero").format(shown));
}
/** Digits of amounts that stand together. @param {number[]} values */
export const digitsOf = (values) => fitting(values.map((v) => v * unit.factor), unit.digits);
/** Digits of an amount and the ends of its range. @param {number[]} values */
export const digitsBeside = (values) => together(values.map((v) => v * unit.factor), unit.digits);
/** A figure with its range in brackets, alike. @param {number} value @param {number} low @param {number} high */
export const ranged = (value, low, high) => {
  if (low === high) return bn(value);
  const digits = digitsBeside([value, low, high]), [own, ...ends] = [value, low, high].map((v) => figure(v * unit.factor, digits, "exceptZero"));
  return own + (ends[0] === ends[1] ? "" : ` (${ends[0]} to ${ends[1]})`);
};
/** A range, both ends alike, and as the figures that it is of; one figure where both print alike. @param {number} low @param {number} high @param {number[]} of */
export const span = (low, high, ...of) => {
  const ends = [low, high].map((v) => bn(v, TOLD, digitsBeside([low, high, ...of])));
  return ends[0] === ends[1] ? ends[0] : ends.join(" to ");
};
/** A figure with so many digits; what they show as 0 has no sign. @param {number} value @param {number} digits @param {any} [signDisplay] */
export const figure = (value, digits, signDisplay = "auto") => minus(written(digits, signDisplay).format(seen(value, digits) ? value : 0));
/** A change with so many digits; of one that they would show as zero a digit more, up to three. @param {number} value @param {number} digits */
export const signed = (value, digits) => figure(value, digits < MOST_PER_CENT && !seen(value, digits) && seen(value, digits + 1) ? digits + 1 : digits, "exceptZero");
export const pct = (value, digits = 1) => `${signed(value, digits)}%`;

// A figure without a sign, thousands apart.
export const grouped = (v, digits = 1) => written(digits, "auto").format(v);
// Billions of trade and output: to the million where changes are told in millions.
export const level = (v) => grouped(v, unit.factor > 1 ? 3 : 1);

// A share as a per cent; never 0% or 100% where it is not quite.
export const share = (value) => (value > 0 && value < 0.005 ? "under 1%" : value >= 0.995 && value < 1 ? "over 99%" : `${Math.round(100 * value)}%`);

/** @param {string} path @param {any} [body] @param {string} [method] @param {AbortSignal} [signal] */
export async function ask(path, body, method = body === undefined ? "GET" : "POST", signal = undefined) {
  /** @type {any} */
  const options = { method, headers: {}, signal };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options).catch((error) => {
    throw signal?.aborted ? error : lost();
  });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ error: answer.statusText }));
    throw Object.assign(new Error(told.error || answer.statusText), { status: answer.status });
  }
  return answer;
}

/**
 * Ask as often as it takes: while the server is away that is told, and once it is back the same is asked again.
 * @param {string} path @param {any} [body] @param {{method?: string, wanted?: () => boolean, signal?: AbortSignal}} [how]
 *   ``wanted``: does anybody still want the answer? If not, or aborted, the last failure is thrown
 */
export async function patient(path, body, { method, wanted = () => true, signal } = {}) {
  for (;;) {
    try {
      return await ask(path, body, method, signal);
    } catch (error) {
      if (error.message !== LOST) throw error;
      if (wanted()) fault(LOST);
      await back(signal);
      if (signal?.aborted || !wanted()) throw error;
    }
  }
}

/** Until the server is back, or nobody waits. @param {AbortSignal} [signal] @returns {Promise<void>} */
const back = (signal) => new Promise((next) => {
  document.addEventListener("server-back", () => next(), { once: true });
  signal?.addEventListener("abort", () => next(), { once: true });
});

// No answer at all: figures on the page are marked as old until the server is back.
let waits = false;
export const LOST = "The workbench's server does not answer. What is shown is as it was before; it is tried again every two seconds. If it stays like this, start it again with: tradetalks app";
function lost() {
  document.body.dataset.lost = "yes";
  if (!waits) {
    waits = true;
    const again = async () => {
      const back = await fetch("/api/health").then((a) => a.ok, () => false);
      if (!back) return setTimeout(again, 2000);
      waits = false;
      delete document.body.dataset.lost;
      if ($("fault")?.textContent === LOST) fault("");
      document.dispatchEvent(new Event("server-back"));
    };
    setTimeout(again, 2000);
  }
  return new Error(LOST);
}

/** Put a text on the clipboard, told on the button. @param {string} text @param {any} button */
export async function copied(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  } catch {
    fault(`This browser lets no page write to the clipboard. Copy it from here: ${text}`);
  }
}

/**
 * The bar's entries lead to a position: the page's own, or of a page without one the last that was on the workbench.
 * @param {string | null} [position] as in an address: ?d=...
 */
export function remembered(position = sessionStorage.getItem("position")) {
  for (const link of position ? document.querySelectorAll("nav a:not([href='/read'])") : []) link.setAttribute("href", link.getAttribute("href").split("?")[0] + position);
}

// This page's own secret: its older uploads make room for its new ones.
export function session() {
  if (!sessionStorage.getItem("session")) sessionStorage.setItem("session", [...crypto.getRandomValues(new Uint32Array(5))].map((n) => n.toString(36)).join(""));
  return sessionStorage.getItem("session");
}

export function dark() {
  return document.documentElement.dataset.theme === "dark";
}

export function theme(changed) {
  const button = $("theme");
  const kept = localStorage.getItem("theme");
  const wish = kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const set = (name) => {
    document.documentElement.dataset.theme = name;
    button.setAttribute("aria-pressed", String(name === "dark"));
  };
  set(wish);
  button.addEventListener("click", () => {
    const name = dark() ? "light" : "dark";
    localStorage.setItem("theme", name);
    set(name);
    changed();
  });
}

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  return { ink: get("--ink"), soft: get("--soft"), line: get("--line"), page: get("--page"), one: get("--one"), two: get("--two"), accent: get("--accent"), cloud: get("--cloud") };
}

// Vega configuration in the page's own colours.
export function vegaConfig() {
  const c = colours();
  const axis = { labelColor: c.ink, titleColor: c.ink, gridColor: c.line, domainColor: c.soft, tickColor: c.soft, titleFontWeight: "normal", labelFontSize: 12, titleFontSize: 12 };
  return { background: "transparent", font: "Inter, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif", axis, view: { stroke: null }, legend: { labelColor: c.ink, titleColor: c.ink }, text: { color: c.ink } };
}

// Texts with a space for what Vega's expressions and SVG cannot hold: line and paragraph separators, controls.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+/g;
export function plain(spec) {
  if (typeof spec === "string") return spec.replace(UNSAFE, " ").toWellFormed?.() ?? spec.replace(UNSAFE, " ");
  if (Array.isArray(spec)) return spec.map(plain);
  if (spec && typeof spec === "object") return Object.fromEntries(Object.entries(spec).map(([k, v]) => [k, plain(v)]));
  return spec;
}

export async function draw(node, spec) {
  const whole = paper ? { ...spec, title: paper, padding: 14, background: "#ffffff", ...(spec.height > 0 ? { height: spec.height + 30 + 14 * paper.subtitle.length } : {}) } : spec;
  return /** @type {any} */ (window).vegaEmbed(node, plain(whole), { ast: true, actions: false, renderer: "svg", config: vegaConfig(), tooltip: { theme: dark() ? "dark" : "light" } });
}

/** Lines of at most so many letters. @param {string} text @returns {string[]} */
const wrapped = (text) => text.split(" ").reduce((lines, word) => (lines.length && `${lines.at(-1)} ${word}`.length <= 105 ? [...lines.slice(0, -1), `${lines.at(-1)} ${word}`] : [...lines, word]), /** @type {string[]} */ ([]));

/** Title and lines of the chart that is drawn for paper just now. @type {any} */
let paper = null;

/**
 * A chart as it is taken away: in light colours on white, with its title and what it is of.
 * @param {string} title @param {string[]} lines @param {(node: any) => Promise<any>} build @returns {Promise<any>} its view; null where it is empty
 */
export async function onPaper(title, lines, build) {
  const root = document.documentElement, theme = root.dataset.theme, node = el("div", { class: "paper" });
  document.body.append(node);
  let drawn;
  try {
    root.dataset.theme = "light"; // read by what is built, before anything is painted
    paper = { text: title, subtitle: lines.flatMap(wrapped), anchor: "start", frame: "group", fontSize: 15, subtitleFontSize: 10.5, subtitleColor: "#57606a", offset: 12 };
    drawn = build(node);
  } finally {
    paper = null;
    root.dataset.theme = theme;
  }
  try {
    return (await drawn)?.view || null;
  } finally {
    node.remove();
  }
}

/** A chart that the server drew up, in the page's width and colours. @param {any} node @param {any} spec */
export async function drawServed(node, spec) {
  const swaps = dark() ? { "#1f5a99": colours().one, "#b5382a": colours().two, "#22272e": colours().ink } : {};
  if (node.clientWidth < 500) swaps['"columns":2'] = '"columns":1'; // names in a legend, one a line
  const own = JSON.parse(Object.entries(swaps).reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(spec)));
  delete own.config;
  return draw(node, { ...own, width: "container", autosize: { type: "fit", contains: "padding" } });
}
