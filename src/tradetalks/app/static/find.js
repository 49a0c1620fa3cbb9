// One sector, country or product at the position of the workbench: figures, and tables to sort.
import { fromAddress as position } from "./bench.js";
import { $, changeDigits, el, fault, fitting, grouped, LOST, patient, perCents, remembered, signed, theme } from "./common.js";
import { followed } from "./jobs.js";
import * as ranges from "./ranges.js";
import { table } from "./tables.js";

const asked = new URLSearchParams(location.search || sessionStorage.getItem("position") || "");
const key = asked.get("d") || $("of").dataset.first;
/** @type {{kind: string, code: string, name: string, note: string, also?: string}[]} */
let known = [];
let state = {};
const TITLE = document.title;

/** The position of this page, without what is looked at. */
function own() {
  const found = new URLSearchParams(asked);
  found.set("d", key);
  found.delete("see");
  return `?${found}`;
}

async function opened() {
  const job = (await (await patient("/api/open", { key })).json()).job;
  await followed(job, (words) => {
    $("waits").hidden = false;
    $("waits").textContent = words;
  });
  $("waits").hidden = true;
}

/** Is anything changed against today at this position? */
const changed = () => [state.package, state.rates].some((one) => Object.keys(one || {}).length);

/** Small letters without accents, hyphens and dots. @param {string} text */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f.]/g, "").replace(/-/g, " ").trim();

const BEFORE = /^(what (happens|would happen|will happen) (to|with)|how (about|are|is)|what about|the|our|my|your|their|price of|prices of|exports of|imports of|makers of|producers of|growers of)\s+/;
const AFTER = /('s|\s+(farmers?|growers?|makers?|producers?|manufacturers?|workers?|exporters?|importers?|sellers?|buyers?|companies|firms|factories|farms?|industry|industries|sector|prices?|exports?|imports?|jobs))$/;
/** What is asked of, without the words that people put around it: "What happens to our soybean farmers?" is of soybeans. @param {string} typed */
function bare(typed) {
  let left = typed.replace(/[\s?!,;:…]+$/, ""), was = "";
  while (left !== was) {
    was = left;
    left = was.replace(BEFORE, "").replace(AFTER, "");
  }
  return left;
}

/** How well a name fits what is typed: 0 it is called so, 1 a word begins so, 2 it is inside, 3 not at all. @param {{name: string, also?: string}} one @param {string} typed */
function fit(one, typed) {
  const names = [one.name, ...(one.also || "").split("|")].map(plain);
  if (names.includes(typed)) return 0;
  if (names.some((name) => ` ${name}`.includes(` ${typed}`))) return 1;
  return plain(one.name).includes(typed) ? 2 : 3;
}

/** What is called as typed first, then what begins so, then what holds it. @param {string} typed */
function matches(typed) {
  const found = called(typed);
  return found.length || bare(typed) === typed ? found : called(bare(typed));
}

/** @param {string} typed */
function called(typed) {
  return known.map((one) => ({ one, rank: fit(one, typed) })).filter(({ rank }) => rank < 3).sort((a, b) => a.rank - b.rank).slice(0, 24).map(({ one }) => one);
}

function list() {
  const typed = plain($("wanted").value);
  const found = typed ? matches(typed) : known.filter((one) => !one.note);
  $("found").replaceChildren(...found.map((one) => el("li", {}, el("button", { type: "button", title: one.note, onclick: () => see(one) }, one.name))));
  if (!typed || found.length) return;
  clear();
  asked.delete("see");
  history.replaceState(null, "", `?${asked}`);
  $("found").replaceChildren(el("li", { class: "soft" }, `Nothing is called “${$("wanted").value.trim()}” here: try a sector (cars, steel), a country or a product.`));
}

let latest = 0;
// Figures of what is no longer asked for go.
function clear() {
  latest += 1;
  document.title = TITLE;
  $("seen").replaceChildren();
  $("ranges-pick").hidden = true;
  delete document.body.dataset.seen;
}

/** @param {{kind: string, code: string, name: string, note: string}} one @param {boolean} [remember] */
async function see(one, remember = true) {
  const own = ++latest;
  try {
    const found = await (await patient(`/api/tables/${key}/look/${one.kind}/${one.code}?ranges=${ranges.wanted()}&name=${encodeURIComponent(one.name)}`, state, { wanted: () => own === latest })).json();
    if (own !== latest) return;
    if (remember) {
      asked.set("see", `${one.kind}:${one.code}${one.note ? `:${one.name}` : ""}`);
      history.pushState(null, "", `?${asked}`);
    }
    document.title = `${found.title} · tradetalks`;
    fault("");
    const { spans } = found;
    const facts = Object.entries(found.facts).map(([name, value]) => el("div", { class: "party" }, el("div", { class: "small" }, name), el("div", { class: "big" }, name.includes("today") || name.includes("out of work") ? grouped(value, fitting([value], 1)) : signed(value, spans[name] ? changeDigits([value, ...spans[name]]) : perCents([value]))), spans[name] ? el("div", { class: "small" }, `${ranges.ends(...spans[name], changeDigits([value, ...spans[name]]))} in 90 of 100 draws of the model`) : ""));
    $("seen").replaceChildren(el("h2", {}, found.title), ...found.answer.map((line) => el("p", { class: "answer" }, line)), one.note ? el("p", { class: "note" }, `${one.name}: ${one.note}.`) : "", el("div", { class: "facts" }, ...facts), ...found.tables.map((told, j) => table({ ...told, shown: cells(told), name: `${key}-${one.code}-${j + 1}` })));
    if (found.words) $("seen").append(el("p", { class: "soft small" }, found.words));
    document.body.dataset.seen = one.code;
    $("ranges-pick").hidden = false;
    if (!found.words) ranges.follow(key, state, () => { if (own === latest) see(one, false); });
  } catch (error) {
    if (own !== latest) return;
    if (error.message !== LOST) clear();
    fault(error.message);
  }
}

/** How a table's numbers are written: as its column's name asks, with digits that tell the column's own. @param {{columns: string[], rows: any[][]}} told @returns {(value: number, column: string) => string} */
function cells(told) {
  const level = (column) => /today|now$/.test(column), now = told.columns.flatMap((column, j) => (/now$/.test(column) ? [j] : []));
  const moved = now.map((j) => told.rows.reduce((most, row) => Math.max(most, Math.abs(row[j] - row[j - 1])), 0)); // beside "today"
  const levels = Math.max(...moved) < 0.1 ? 3 : 1; // to the million, where what is now is else what it was
  const kind = (column) => column.split(": ")[0]; // of a figure and the ends of its range the same
  const digits = Object.fromEntries(told.columns.map((column) => {
    const values = told.columns.flatMap((one, j) => (kind(one) === kind(column) ? told.rows.map((row) => row[j]) : [])).filter((v) => typeof v === "number");
    return [column, level(column) ? (now.length ? levels : 1) : column.includes("thousands") ? Math.min(fitting(values, 1), 3) : perCents(values)];
  }));
  return (value, column) => (level(column) ? grouped(value, digits[column]) : signed(value, digits[column]));
}

function fromAddress() {
  const [kind, code, name] = (new URLSearchParams(location.search).get("see") || "").split(":");
  const of = known.filter((o) => o.kind === kind && o.code === code), one = of.find((o) => (name ? o.name === name : !o.note)) || of[0];
  if (one) see(one, false);
  else clear();
}

async function begin() {
  state = position(`?${asked}`).state;
  await opened();
  known = await (await patient(`/api/tables/${key}/index`)).json();
  const { title, computed } = await (await patient(`/api/tables/${key}`)).json();
  $("of").textContent = computed ? `${title}: a sector, a country or a product, third countries included, at the position that is on the workbench; changes against today.${changed() ? "" : " No package is on the workbench, so that nothing changes: choose one there to see what it does."}` : `${title} states no measures: nothing is computed of sectors and countries.`;
  $("wanted").parentElement.hidden = $("found").hidden = !computed;
  list();
  fromAddress();
  document.body.dataset.ready = "yes";
}

ranges.choose(fromAddress);
$("wanted").addEventListener("input", list);
$("wanted").addEventListener("keydown", (event) => { if (event.key === "Enter") $("found").querySelector("button")?.click(); });
addEventListener("popstate", fromAddress);
theme(() => {});
remembered(own());
begin().catch((error) => {
  fault(error.message);
  document.body.dataset.ready = "yes";
});
