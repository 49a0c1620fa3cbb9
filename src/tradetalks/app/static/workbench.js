// The workbench: an option or a rate moves, the world is solved again, both sides' values move.
import { $, ask, bn, el, pct, theme } from "./common.js";
import { dealSpace, sectorBars } from "./charts.js";

// Where regions lie, roughly: column and row of the tile map.
const PLACES = { CAN: [1, 1], USA: [1, 2], MEX: [1, 3], BRA: [2, 5], GBR: [3, 1], EU27: [4, 1], EUR: [5, 1], RUS: [6, 1], TUR: [5, 2], AFR: [4, 4], MEA: [5, 3], IND: [6, 3], CHN: [7, 2], KOR: [8, 2], JPN: [9, 2], TWN: [8, 3], VNM: [7, 4], MYS: [7, 5], ASN: [8, 4], AUS: [9, 5], ROW: [4, 5] };

const blank = () => ({ package: {}, rates: {}, weights: {}, probabilities: {} });
let key = null, table = null, state = blank(), result = null, pinned = null, job = null;
const views = {};
let past = [], future = [], waiting = null, running = false, turn = 0, opening = 0, terms = {};

// ---------------------------------------------------------------- state in the address
function toAddress() {
  const query = new URLSearchParams();
  query.set("d", key);
  const pairs = (name, values) => {
    const text = Object.entries(values).map(([k, v]) => `${k}:${v}`).join(",");
    if (text) query.set(name, text);
  };
  pairs("p", state.package);
  pairs("r", state.rates);
  pairs("w", state.weights);
  pairs("q", state.probabilities);
  history.replaceState(null, "", `?${query}`);
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const pairs = (name, number) => Object.fromEntries((query.get(name) || "").split(",").filter((t) => t.includes(":")).map((t) => {
    const cut = t.lastIndexOf(":");
    return [t.slice(0, cut), number ? Number(t.slice(cut + 1)) : t.slice(cut + 1)];
  }).filter(([, v]) => !number || Number.isFinite(v)));
  return { dossier: query.get("d"), state: { package: pairs("p", false), rates: pairs("r", true), weights: pairs("w", true), probabilities: pairs("q", true) } };
}

// ---------------------------------------------------------------- changes
function change(next, remember = true) {
  if (remember) {
    past.push(structuredClone(state));
    future = [];
  }
  state = next;
  controls();
  toAddress();
  evaluate();
}

function travel(from, to) {
  if (!from.length) return;
  to.push(structuredClone(state));
  change(from.pop(), false);
}

async function evaluate() {
  waiting = structuredClone(state);
  if (running) return;
  running = true;
  const own = ++turn;
  while (waiting) {
    const asked = waiting, begin = performance.now();
    waiting = null;
    try {
      const answer = await ask(`/api/tables/${key}/evaluate`, asked);
      const found = await answer.json();
      if (own !== turn) break;
      fault("");
      result = found;
      await show();
      document.body.dataset.took = (performance.now() - begin).toFixed(1);
      document.body.dataset.turns = String(Number(document.body.dataset.turns || 0) + 1);
    } catch (error) {
      fault(error.message);
    }
  }
  running = false;
}

function fault(text) {
  $("fault").hidden = !text;
  $("fault").textContent = text;
}

// ---------------------------------------------------------------- controls
function buildControls() {
  $("items").replaceChildren(...table.items.map((item) => {
    const rows = item.options.map((option) => el("label", {}, radio(item, option), el("span", {}, option.title, basis(option))));
    const why = el("button", { type: "button", class: "tip small", onclick: () => explain(item.title, { stakes: item.stakes, "how it is modelled": item.modelling, "who asks what": item.positions.map((p) => `${p.party}: ${[p.asks && `asks ${p.asks}`, p.offers && `offers ${p.offers}`].filter(Boolean).join("; ")}`).join(" · ") }) }, "about");
    return el("fieldset", { id: `item-${item.id}` }, el("legend", {}, item.title), ...rows, el("div", { class: "sliders" }), why);
  }));
  $("chances").replaceChildren(...table.no_deal.map((branch) => slider(`chance-${branch.name}`, `${branch.title} (basis: ${branch.basis})`, 0, 1, 0.05, (v) => ({ ...state, probabilities: { ...state.probabilities, [branch.name]: v } }))));
  $("weights").replaceChildren(...Object.entries(table.parties).map(([code, party]) => slider(`weight-${code}`, `${party.name}: times the dossier's worth`, 0, 2, 0.1, (v) => ({ ...state, weights: { ...state.weights, [code]: v } }))));
  $("named").replaceChildren(...Object.entries(table.points.named).map(([name, point]) => el("button", { type: "button", "data-named": name, onclick: () => change({ ...state, package: { ...point.package }, rates: {} }) }, point.title)));
  const kinds = ["dossier.yaml", "brief.html", "one-page.html", "brief.md", "brief-word.html", "regions.csv", "sectors.csv", "trade.csv", "frontier.csv", "deal-space.svg", "deal-space.png"];
  const charts = ["deal-space-now.svg", "deal-space-now.png", "sectors.svg", "sectors.png"];
  const now = charts.map((name) => el("button", { type: "button", "data-kind": name, onclick: () => picture(name) }, name));
  $("downloads").replaceChildren(...now, ...kinds.map((kind) => el("button", { type: "button", "data-kind": kind, onclick: () => download(kind) }, kind)));
}

function radio(item, option) {
  return el("input", { type: "radio", name: item.id, value: option.id, onchange: () => change({ ...state, package: { ...state.package, [item.id]: option.id } }) });
}

function basis(option) {
  const bases = [...new Set(Object.values(option.worth).map((w) => w.basis))];
  return bases.length ? el("span", { class: "soft small" }, ` (${bases.join(", ")})`) : null;
}

function slider(id, label, low, high, step, next) {
  const shown = el("output", { for: id });
  const input = el("input", { type: "range", id, min: low, max: high, step, oninput: () => (shown.textContent = input.value), onchange: () => change(next(Number(input.value))) });
  return el("div", { class: "slider" }, el("label", { for: id }, label), shown, input);
}

function controls() {
  const package_ = { ...Object.fromEntries(table.items.map((i) => [i.id, i.status_quo])), ...state.package };
  for (const item of table.items) {
    const set = $(`item-${item.id}`), chosen = package_[item.id];
    set.classList.toggle("changed", chosen !== item.status_quo);
    for (const input of set.querySelectorAll("input[type=radio]")) input.checked = input.value === chosen;
    const option = item.options.find((o) => o.id === chosen);
    const box = set.querySelector(".sliders");
    const sliders = option ? option.sliders : [];
    if (box.dataset.option !== chosen) {
      box.dataset.option = chosen;
      box.replaceChildren(...sliders.map((s) => slider(`rate-${s.key}`, s.label, s.low, s.high, 0.005, (v) => ({ ...state, rates: { ...state.rates, [s.key]: v } }))));
    }
    for (const s of sliders) place(`rate-${s.key}`, state.rates[s.key] ?? s.points);
  }
  for (const branch of table.no_deal) place(`chance-${branch.name}`, state.probabilities[branch.name] ?? branch.probability);
  for (const code of Object.keys(table.parties)) place(`weight-${code}`, state.weights[code] ?? 1);
  $("undo").disabled = !past.length;
  $("redo").disabled = !future.length;
}

function place(id, value) {
  const input = document.getElementById(id);
  input.value = value;
  input.parentElement.querySelector("output").textContent = String(Math.round(value * 1000) / 1000);
}

// ---------------------------------------------------------------- what it does
function weightsNow() {
  return Object.fromEntries(Object.keys(table.parties).map((p) => [p, state.weights[p] ?? 1]));
}

function noDealNow() {
  return Object.fromEntries(Object.entries(result.parties).map(([p, v]) => [p, v.no_deal]));
}

async function show() {
  const codes = Object.keys(table.parties);
  $("parties").replaceChildren(...codes.map((code) => {
    const v = result.parties[code];
    return el("div", { class: "party", "data-party": code }, el("h3", {}, table.parties[code].name),
      el("div", { class: v.gain >= 0 ? "big up" : "big down" }, number(bn(v.gain), "gain"), " bn"),
      el("div", { class: "small" }, "over no deal (", number(bn(v.no_deal), "no_deal"), "); value ", number(bn(v.value), "gain"), `, ${bn(v.low)} to ${bn(v.high)}`),
      band(v),
      el("div", { class: "small" }, "model ", number(bn(v.economic), "economic"), " + beyond the model ", number(bn(v.political), "political")));
  }));
  const losers = codes.filter((c) => result.parties[c].gain < 0).map((c) => table.parties[c].name);
  $("verdict").textContent = result.signable ? "Both sides can sign this." : result.objections.length ? `Not signable: ${result.objections[0]}.` : `Not signable: ${losers.join(" and ")} would rather have no deal.`;
  $("verdict").className = result.signable ? "up" : "down";
  $("strip").textContent = `${codes.map((c) => `${table.parties[c].name} ${bn(result.parties[c].gain)}`).join(" · ")} bn over no deal · ${result.signable ? "signable" : "not signable"}`;
  map();
  flows();
  $("certificate").textContent = `Certificate: ${result.certificate.words}. Solved in ${result.milliseconds.toFixed(0)} ms.`;
  const here = { x: result.parties[codes[0]].gain, y: result.parties[codes[1]].gain };
  const pin = pinned ? { x: pinned.parties[codes[0]].gain, y: pinned.parties[codes[1]].gain } : null;
  [views["deal-space-now"], views.sectors] = await Promise.all([dealSpace($("space"), table, here, noDealNow(), weightsNow(), pin, (p) => change({ ...state, package: { ...p }, rates: {} })), sectorBars($("sectors"), table, result.sectors)]);
  comparison();
}

// The value's range, with marks at its middle and at no deal, on a scale that both sides share.
function band(v) {
  const all = Object.values(result.parties).flatMap((one) => [one.low, one.high, one.no_deal, one.value]);
  const low = Math.min(0, ...all), high = Math.max(1, ...all);
  const at = (x) => `${((100 * (x - low)) / (high - low)).toFixed(2)}%`;
  const width = `${((100 * (v.high - v.low)) / (high - low)).toFixed(2)}%`;
  return el("div", { class: "band", "aria-hidden": "true" }, el("i", { style: `left:${at(v.low)};width:${width}` }), el("b", { style: `left:${at(v.value)}` }), el("s", { style: `left:${at(v.no_deal)}`, title: "no deal" }));
}

function number(text, kind) {
  return el("button", { type: "button", class: "number", "aria-haspopup": "dialog", onclick: () => explain("Where this number comes from", { number: text, ...table.provenance[kind], "this package": result.certificate.words }) }, text);
}

function explain(title, rows) {
  $("why-title").textContent = title;
  $("why-list").replaceChildren(...Object.entries(rows).filter(([, v]) => v).flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, String(v))]));
  $("why").showModal();
}

function map() {
  const own = new Set(Object.values(table.parties).map((p) => p.region));
  const most = Math.max(0.02, ...result.regions.filter((r) => !own.has(r.code)).map((r) => Math.abs(r.percent)));
  $("map").replaceChildren(...[...result.regions].sort((a, b) => a.code.localeCompare(b.code)).map((r) => {
    const strength = Math.min(45, (45 * Math.abs(r.percent)) / most).toFixed(0);
    const colour = r.percent < 0 ? "var(--two)" : "var(--up)";
    const [column, row] = PLACES[r.code] || [];
    const at = column ? `grid-column:${column};grid-row:${row};` : "";
    const label = `${r.name}: ${pct(r.percent, 2)}, ${bn(r.billions)} bn`;
    return el("div", { role: "listitem", class: own.has(r.code) ? "tile own" : "tile", style: `${at}background-color:color-mix(in srgb, ${colour} ${strength}%, var(--page))`, title: label, "aria-label": label }, el("b", {}, r.code), pct(r.percent, 2));
  }));
}

function flows() {
  const name = (code) => table.parties[code].name;
  const rows = result.flows.map((f) => [`goods, ${name(f.from)} to ${name(f.to)}`, "flows", f.before, f.after]);
  for (const [code, r] of Object.entries(result.revenue)) rows.push([`tariff revenue, ${name(code)}`, "revenue", r.before, r.after]);
  const head = el("thead", {}, el("tr", {}, ...["bn USD a year", "eve", "now", "change"].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  const plain = (v) => v.toLocaleString(navigator.language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const body = rows.map(([label, kind, before, after]) => el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "n" }, plain(before)), el("td", { class: "n" }, number(plain(after), kind)), el("td", { class: "n" }, bn(after - before))));
  for (const [code, v] of Object.entries(result.prices)) body.push(el("tr", {}, el("th", { scope: "row" }, `consumer prices over wages, ${name(code)}`), el("td", { class: "n" }), el("td", { class: "n" }, number(pct(v, 2), "prices")), el("td", { class: "n" })));
  $("flows").replaceChildren(el("table", {}, head, el("tbody", {}, ...body)));
}

function comparison() {
  $("compare").hidden = !pinned;
  if (!pinned) return;
  const title = (item, option) => table.items.find((i) => i.id === item).options.find((o) => o.id === option)?.title || option;
  const rows = table.items.filter((i) => pinned.package[i.id] !== result.package[i.id]).map((i) => [i.title, title(i.id, pinned.package[i.id]), title(i.id, result.package[i.id])]);
  for (const [code, party] of Object.entries(table.parties)) rows.push([`gain of ${party.name}`, bn(pinned.parties[code].gain), bn(result.parties[code].gain)]);
  const find = (one, code) => one.regions.find((r) => r.code === code).billions;
  const others = result.regions.filter((r) => Math.abs(r.billions - find(pinned, r.code)) >= 0.1).slice(0, 8);
  for (const r of others) rows.push([`model: ${r.name}`, bn(find(pinned, r.code)), bn(r.billions)]);
  const head = el("thead", {}, el("tr", {}, ...["", "pinned", "this"].map((t) => el("th", { scope: "col" }, t || "what differs"))));
  $("compare-table").replaceChildren(el("table", {}, head, el("tbody", {}, ...rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r[0]), el("td", {}, r[1]), el("td", {}, r[2]))))));
}

// A chart as it is drawn now.
async function picture(name) {
  const [chart, form] = name.split(".");
  if (!views[chart]) return fault("this chart is empty here: no sector moves");
  const url = form === "svg" ? URL.createObjectURL(new Blob([await views[chart].view.toSVG()], { type: "image/svg+xml" })) : await views[chart].view.toImageURL("png", 2);
  el("a", { href: url, download: `${table.name}-${name}` }).click();
}

async function download(kind) {
  try {
    const answer = await ask(`/api/tables/${key}/download/${kind}`, { state });
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: `${table.name}-${kind}` });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    fault(error.message);
  }
}

// ---------------------------------------------------------------- opening
async function open(name, begin) {
  const own = ++opening;
  $("bench").hidden = true;
  $("loading").hidden = false;
  delete document.body.dataset.ready;
  fault("");
  try {
    job = (await (await ask("/api/open", { key: name })).json()).job;
    let told = { state: "running" };
    while (told.state === "running") {
      told = await (await ask(`/api/jobs/${job}`)).json();
      if (own !== opening) return;
      $("loading-text").textContent = told.total ? `Solving packages: ${told.done} of ${told.total}` : "Bringing the world to the eve…";
      if (told.total) $("loading-bar").value = told.done / told.total;
      if (told.state === "running") await new Promise((done) => setTimeout(done, 250));
    }
    if (told.state !== "done") throw new Error(told.state === "cancelled" ? "Cancelled. Choose a dossier to open." : told.error);
    table = await (await ask(`/api/tables/${name}`)).json();
    key = name;
    state = begin || blank();
    past = [];
    future = [];
    pinned = null;
    $("title").textContent = table.title;
    $("summary").textContent = table.summary;
    $("words").textContent = table.words;
    buildControls();
    controls();
    $("loading").hidden = true;
    $("bench").hidden = false;
    toAddress();
    await evaluate();
    document.body.dataset.ready = "yes";
  } catch (error) {
    if (own === opening) {
      $("loading").hidden = true;
      fault(error.message);
    }
  }
}

async function upload(text, begin) {
  try {
    const found = await (await ask("/api/upload", { text })).json();
    sessionStorage.setItem(`upload-${found.key}`, text);
    await open(found.key, begin);
  } catch (error) {
    fault(error.message);
  }
}

async function tips() {
  terms = await (await ask("/api/glossary")).json();
  for (const heading of document.querySelectorAll("[data-term]")) heading.title = terms[heading.dataset.term] || "";
  $("space-title").append(" ", el("button", { type: "button", class: "tip small", onclick: () => explain("Glossary", Object.fromEntries(["Deal space", "Frontier", "Gain", "No deal", "Worth", "Real income, welfare", "Package", "Certificate"].filter((t) => terms[t]).map((t) => [t, terms[t]]))) }, "terms"));
}

$("undo").addEventListener("click", () => travel(past, future));
$("redo").addEventListener("click", () => travel(future, past));
$("reset").addEventListener("click", () => table && change(blank()));
$("pin").addEventListener("click", () => { pinned = structuredClone(result); show(); });
$("unpin").addEventListener("click", () => { pinned = null; show(); });
$("cancel").addEventListener("click", () => job && ask(`/api/jobs/${job}`, undefined, "DELETE").catch((e) => fault(e.message)));
$("dossier").addEventListener("change", () => open($("dossier").value, null));
$("upload").addEventListener("change", async () => { const file = $("upload").files[0]; if (file) await upload(await file.text(), null); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !table) return;
  if (event.key === "z") { event.preventDefault(); event.shiftKey ? travel(future, past) : travel(past, future); }
  if (event.key === "y") { event.preventDefault(); travel(future, past); }
});

theme(() => table && result && show());
tips();
const asked = fromAddress();
const first = asked.dossier || $("dossier").dataset.first;
const keptText = sessionStorage.getItem(`upload-${first}`);
if ([...$("dossier").options].some((o) => o.value === first)) $("dossier").value = first;
else if (keptText) upload(keptText, asked.state);
if (!keptText) open(first, asked.state);
