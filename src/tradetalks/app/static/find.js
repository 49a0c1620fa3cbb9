// One sector, country or product at the position of the workbench: figures, and tables to sort.
import { fromAddress as position } from "./bench.js";
import { $, LOST, ask, bn, el, fault, grouped, remembered, theme } from "./common.js";
import { followed } from "./jobs.js";

const asked = new URLSearchParams(location.search || sessionStorage.getItem("position") || "");
const key = asked.get("d") || $("of").dataset.first;
/** @type {{kind: string, code: string, name: string, note: string}[]} */
let known = [];
let state = {};

async function opened() {
  const job = (await (await ask("/api/open", { key })).json()).job;
  await followed(job, (words) => {
    $("waits").hidden = false;
    $("waits").textContent = words;
  });
  $("waits").hidden = true;
}

function list() {
  const typed = $("wanted").value.trim().toLowerCase();
  const found = typed ? known.filter((one) => one.name.toLowerCase().includes(typed)).slice(0, 24) : known.filter((one) => !one.note);
  $("found").replaceChildren(...found.map((one) => el("li", {}, el("button", { type: "button", title: one.note, onclick: () => see(one) }, one.name))));
  if (typed && !found.length) $("found").replaceChildren(el("li", { class: "soft" }, `Nothing is called “${$("wanted").value.trim()}” here: try a sector (cars, steel), a country or a product.`));
}

/** @param {{kind: string, code: string, name: string, note: string}} one @param {boolean} [remember] */
async function see(one, remember = true) {
  try {
    const found = await (await ask(`/api/tables/${key}/look/${one.kind}/${one.code}`, state)).json();
    if (remember) {
      asked.set("see", `${one.kind}:${one.code}`);
      history.pushState(null, "", `?${asked}`);
    }
    document.title = `${found.title} · tradetalks`;
    fault("");
    const facts = Object.entries(found.facts).map(([name, value]) => el("div", { class: "party" }, el("div", { class: "small" }, name), el("div", { class: "big" }, name.includes("today") ? grouped(value) : figure(value, 2))));
    $("seen").replaceChildren(el("h2", {}, found.title), one.note ? el("p", { class: "note" }, `${one.name}: ${one.note}.`) : "", el("div", { class: "facts" }, ...facts), ...found.tables.map(table));
    document.body.dataset.seen = one.code;
  } catch (error) {
    fault(error.message);
  }
}

const figure = (v, digits) => {
  const shown = Math.abs(v) < 0.5 / 10 ** digits ? 0 : v;
  return shown.toLocaleString(navigator.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "exceptZero" }).replace("-", "−");
};

/** A table that a click on a head sorts. @param {{title: string, columns: string[], rows: (string | number | null)[][]}} one */
function table(one) {
  let by = -1, falling = true;
  const level = (name) => /today|now$/.test(name);
  const body = el("tbody", {});
  const fill = () => body.replaceChildren(...one.rows.map((row) => el("tr", {}, ...row.map((value, j) => (j ? el("td", { class: "n" }, value === null ? "–" : level(one.columns[j]) ? grouped(value) : one.columns[j].includes("thousands") ? bn(value) : figure(value, 2)) : el("th", { scope: "row" }, value))))));
  const heads = one.columns.map((name, j) => el("th", { scope: "col", class: j ? "n" : "", "aria-sort": "none" }, el("button", { type: "button", class: "tip", onclick: () => sort(j) }, name)));
  const sort = (j) => {
    falling = by === j ? !falling : j > 0;
    by = j;
    const sign = falling ? -1 : 1;
    one.rows.sort((a, b) => (typeof a[j] === "string" ? sign * String(a[j]).localeCompare(String(b[j])) : a[j] === null ? 1 : b[j] === null ? -1 : sign * (Number(a[j]) - Number(b[j]))));
    heads.forEach((head, k) => head.setAttribute("aria-sort", k === j ? (falling ? "descending" : "ascending") : "none"));
    fill();
  };
  fill();
  return el("section", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title }, el("table", { class: "sortable" }, el("caption", {}, one.title), el("thead", {}, el("tr", {}, ...heads)), body)));
}

function fromAddress() {
  const [kind, code] = (new URLSearchParams(location.search).get("see") || "").split(":");
  const one = known.find((o) => o.kind === kind && o.code === code && !o.note);
  if (one) see(one, false);
}

async function begin() {
  state = position(`?${asked}`).state;
  await opened();
  known = await (await ask(`/api/tables/${key}/index`)).json();
  const { title, computed } = await (await ask(`/api/tables/${key}`)).json();
  $("of").textContent = computed ? `${title}: a sector, a country or a product, third countries included, at the position that is on the workbench; changes against today.` : `${title} states no measures: nothing is computed of sectors and countries.`;
  list();
  fromAddress();
  document.body.dataset.ready = "yes";
}

$("wanted").addEventListener("input", list);
$("wanted").addEventListener("keydown", (event) => { if (event.key === "Enter") $("found").querySelector("button")?.click(); });
addEventListener("popstate", fromAddress);
document.addEventListener("server-back", () => { if ($("fault").textContent === LOST) fault(""); });
theme(() => {});
remembered();
begin().catch((error) => {
  fault(error.message);
  document.body.dataset.ready = "yes";
});
