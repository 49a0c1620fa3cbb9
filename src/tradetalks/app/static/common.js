// What all pages share: elements without markup from text, numbers, theme, requests.

export const $ = (id) => document.getElementById(id);

// An element with text and children; text is never read as markup.
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

const SHOWN = { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" };
const numbers = new Intl.NumberFormat(navigator.language, SHOWN);
export const bn = (value) => numbers.format(Math.abs(value) < 0.05 ? 0 : value);
export const pct = (value, digits = 1) =>
  new Intl.NumberFormat(navigator.language, { ...SHOWN, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(value) < 0.5 / 10 ** digits ? 0 : value,
  ) + "%";

export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ error: answer.statusText }));
    const error = new Error(told.error || answer.statusText);
    error.status = answer.status;
    throw error;
  }
  return answer;
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

export async function draw(node, spec) {
  return window.vegaEmbed(node, spec, { actions: false, renderer: "svg", config: vegaConfig() });
}
