// The workbench: an option or a rate moves, the world is solved again, both sides' values move.
import { $, ask, bn, el, pct, session, share, theme } from "./common.js";
import { dealSpace, sectorBars } from "./charts.js";

// Where regions lie, roughly: column and row of the tile map.
const PLACES = { CAN: [1, 1], USA: [1, 2], MEX: [1, 3], BRA: [2, 5], ARG: [2, 6], GBR: [3, 1], EU27: [4, 1], EUR: [5, 1], RUS: [6, 1], TUR: [5, 2], AFR: [4, 4], MEA: [5, 3], IND: [6, 3], CHN: [7, 2], KOR: [8, 2], JPN: [9, 2], TWN: [8, 3], VNM: [7, 4], MYS: [7, 5], ASN: [8, 4], AUS: [9, 5], ROW: [4, 5] };

const blank = () => ({ package: {}, rates: {}, weights: {}, probabilities: {} });
let key = null, table = null, state = blank(), result = null, deals = null, dealsOf = "", pinned = null, job = null;
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
    document.body.setAttribute("aria-busy", "true");
    try {
      const found = await (await ask(`/api/tables/${key}/evaluate`, asked)).json();
      if (own !== turn) break;
      await settings(asked);
      if (own !== turn) break;
      fault("");
      result = found;
      await show();
      document.body.dataset.took = (performance.now() - begin).toFixed(1);
      document.body.dataset.turns = String(Number(document.body.dataset.turns || 0) + 1);
    } catch (error) {
      const kept = error.status === 404 && sessionStorage.getItem(`upload-${key}`);
      if (kept) {
        running = false;
        return upload(kept, asked);
      }
      fault(error.message);
    }
    document.body.removeAttribute("aria-busy");
  }
  running = false;
}

// What weights, probabilities and rates move: the frontier, named packages and counts, and the pinned package.
const settingsOf = (one) => JSON.stringify([one.weights, one.probabilities, one.rates]);

async function settings(asked) {
  if (settingsOf(asked) === dealsOf) return;
  const found = await (await ask(`/api/tables/${key}/deals?whole=false`, asked)).json();
  const again = pinned && (await (await ask(`/api/tables/${key}/evaluate`, { ...pinned.state, weights: asked.weights, probabilities: asked.probabilities })).json());
  deals = found;
  dealsOf = settingsOf(asked);
  if (again) pinned = { ...pinned, result: again };
  clearTimeout(later);
  if (found.summed) later = setTimeout(() => solveWhole(asked), 500);
}

// Packages new on the frontier are drawn at once as sums of their parts, then as solved whole.
let later = null;
async function solveWhole(asked) {
  const own = key;
  try {
    const found = await (await ask(`/api/tables/${own}/deals`, asked)).json();
    if (key !== own || settingsOf(asked) !== dealsOf) return;
    deals = found;
    await show();
  } catch (error) {
    if (key === own && settingsOf(asked) === dealsOf) fault(error.message);
  }
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
  const groups = {
    "This position": [["brief.html", "Brief, to read and print"], ["one-page.html", "One page"], ["brief.md", "Brief, Markdown"], ["brief-word.html", "Brief, for Word"], ["dossier.yaml", "Dossier, to open again"]],
    "Tables of this position (csv)": [["regions.csv", "Regions"], ["sectors.csv", "Sectors"], ["trade.csv", "Trade"], ["frontier.csv", "Frontier"]],
    Pictures: [["deal-space.svg", "Deal space, SVG"], ["deal-space.png", "Deal space, PNG"], ["sectors.svg", "Sectors, SVG"], ["sectors.png", "Sectors, PNG"], ["deal-space-now.svg", "Deal space as on the screen, SVG"], ["deal-space-now.png", "Deal space as on the screen, PNG"]],
  };
  const drawn = (kind) => kind.startsWith("deal-space-now") || (kind.startsWith("sectors.") && !kind.endsWith("csv"));
  $("downloads").replaceChildren(...Object.entries(groups).flatMap(([title, kinds]) => [el("b", { class: "small" }, title), ...kinds.map(([kind, label]) => el("button", { type: "button", "data-kind": kind, title: kind, onclick: (e) => (drawn(kind) ? picture(kind) : download(kind, e.currentTarget)) }, label))]));
}

function buildNamed() {
  const same = (point) => table.items.every((i) => point.package[i.id] === result.package[i.id]);
  $("named").replaceChildren(...Object.entries(deals.points.named).map(([name, point]) => el("button", { type: "button", "data-named": name, "aria-pressed": String(same(point)), onclick: () => take(point.package) }, point.title)));
  $("none").textContent = Object.entries(deals.points.none_because || {}).length && !deals.points.named.nash ? `No package is recommended: ${Object.values(deals.points.none_because)[0]}.` : "";
}

// A package of the frontier or a named one; rates set by hand stay, for the frontier is drawn with them.
const take = (package_) => change({ ...state, package: { ...package_ } });

function radio(item, option) {
  return el("input", { type: "radio", name: item.id, value: option.id, onchange: () => change({ ...state, package: { ...state.package, [item.id]: option.id } }) });
}

function basis(option) {
  const bases = [...new Set(Object.values(option.worth).map((w) => w.basis))];
  return bases.length ? el("span", { class: "soft small" }, ` (${bases.join(", ")})`) : null;
}

function slider(id, label, low, high, step, next, told = (v) => String(Math.round(v * 1000) / 1000)) {
  const shown = el("output", { for: id });
  const say = () => { shown.textContent = told(Number(input.value)); input.setAttribute("aria-valuetext", shown.textContent); };
  const input = el("input", { type: "range", id, min: low, max: high, step, oninput: say, onchange: () => change(next(Number(input.value))) });
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
      box.replaceChildren(...sliders.map((s) => slider(`rate-${s.key}`, s.label, s.low, s.high, 0.005, (v) => ({ ...state, rates: { ...state.rates, [s.key]: v } }), inPoints(s))));
    }
    for (const s of sliders) place(`rate-${s.key}`, state.rates[s.key] ?? s.points, inPoints(s)(state.rates[s.key] ?? s.points));
  }
  const chances = table.no_deal.map((b) => [b.name, state.probabilities[b.name] ?? b.probability]);
  const sum = chances.reduce((total, [, v]) => total + v, 0);
  for (const [name, v] of chances) place(`chance-${name}`, v, sum > 0 ? share(v / sum) : "");
  for (const code of Object.keys(table.parties)) place(`weight-${code}`, state.weights[code] ?? 1);
  $("undo").disabled = !past.length;
  $("redo").disabled = !future.length;
}

// A rate in points, and that it is not the dossier's where it is not.
const inPoints = (s) => (v) => `${v === s.points ? "" : "set to "}${Math.round(v * 1000) / 10} points`;

function place(id, value, text = null) {
  const input = document.getElementById(id);
  if (value > Number(input.max)) input.max = value; // set by hand in the address
  if (value < Number(input.min)) input.min = value;
  input.value = value;
  const told = text ?? String(Math.round(value * 1000) / 1000);
  input.parentElement.querySelector("output").textContent = told;
  input.setAttribute("aria-valuetext", told);
}

// ---------------------------------------------------------------- what it does
async function show() {
  const codes = Object.keys(table.parties);
  const of = (code) => (table.computed ? result.regions.find((r) => r.code === table.parties[code].region) : undefined);
  $("parties").replaceChildren(...codes.map((code) => {
    const v = result.parties[code];
    return el("div", { class: "party", "data-party": code }, el("h3", {}, table.parties[code].name),
      el("div", { class: `big ${v.tone}` }, number(bn(v.value), "value"), ` ${table.unit.short}`),
      el("div", { class: "small" }, "against today; range ", `${bn(v.low)} to ${bn(v.high)}`),
      band(v),
      el("div", { class: "small" }, "without a deal ", number(bn(v.no_deal), "no_deal"), ", so this is ", number(bn(v.gain), "gain"), " against no deal"),
      of(code) && el("div", { class: "small" }, `real income ${pct(of(code).percent, 2)} = efficiency ${pct(of(code).efficiency, 2)} + terms of trade ${pct(of(code).terms_of_trade, 2)} + deficit ${pct(of(code).deficit, 2)}; `, "real GDP ", number(pct(of(code).real_gdp, 2), "real_gdp")),
      el("div", { class: "small" }, ...(table.computed ? ["model ", number(bn(v.economic), "economic"), " + beyond the model ", number(bn(v.political), "political")] : ["worth by the dossier ", number(bn(v.political), "political")]), result.objections.length ? "" : el("span", {}, "; would sign in ", number(share(v.odds), "odds"), " of draws")));
  }));
  const told = result.sentences;
  $("verdict").replaceChildren(...[[told.today, "today"], [told.no_deal, "without"], [told.verdict, told.tone], [told.odds, "soft"]].filter(([t]) => t).map(([text, kind]) => el("span", { class: kind }, text, " ")));
  $("verdict").dataset.tone = told.tone;
  $("strip").textContent = `${codes.map((c) => `${table.parties[c].name} ${bn(result.parties[c].value)}`).join(" · ")} ${table.unit.short} against today · ${result.signable ? `signed in ${share(result.odds)} of draws` : "not signable"}`;
  $("words").textContent = deals.words;
  $("approximate").textContent = [deals.approximate, deals.summed ? "Packages new on the frontier are being solved whole…" : ""].filter(Boolean).join(" ");
  $("by-model").hidden = !table.computed;
  map();
  flows();
  sectorTables();
  regionTable();
  buildNamed();
  $("certificate").textContent = table.computed ? `Certificate: ${result.certificate.words}. Solved in ${result.milliseconds.toFixed(0)} ms. Money: ${table.money}.` : `No measure is stated: all figures are sums of the worth that the dossier states. Amounts: ${table.money}.`;
  const at = (one) => ({ x: one.parties[codes[0]].gain, y: one.parties[codes[1]].gain });
  [views["deal-space-now"], views.sectors] = await Promise.all([dealSpace($("space"), table, deals.points, at(result), pinned ? at(pinned.result) : null, take), sectorBars($("sectors"), table, result.sectors)]);
  comparison();
}

// Every sector of the parties: volume and employment.
function sectorTables() {
  const head = () => el("thead", {}, el("tr", {}, ...["sector", "output on the eve, bn", "volume", "jobs"].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  $("all-sectors").replaceChildren(...Object.entries(result.sectors).map(([code, rows]) => el("table", {}, el("caption", {}, table.parties[code].name), head(), el("tbody", {}, ...rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r.name), el("td", { class: "n" }, plain(r.before)), el("td", { class: "n" }, pct(r.volume, 2)), el("td", { class: "n" }, pct(r.employment, 2))))))));
}

// Every region, the parties first: real income and what it is made of, real GDP, prices, who pays changed duties.
function regionTable() {
  const own = Object.values(table.parties).map((p) => p.region);
  const place = (r) => (own.includes(r.code) ? own.indexOf(r.code) : own.length);
  const columns = [["real income", "percent"], ["= efficiency", "efficiency"], ["+ terms of trade", "terms_of_trade"], ["+ deficit", "deficit"], ["real GDP", "real_gdp"], ["consumer prices", "consumer_prices"], ["import prices with duty", "import_prices"]];
  const paid = (r) => (r.paid_by_importers === null ? "–" : `${r.paid_by_importers.toFixed(0)}%`);
  const head = el("thead", {}, el("tr", {}, ...["region", "bn USD", ...columns.map(([t]) => t), "duties paid by importers"].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  const rows = [...result.regions].sort((a, b) => place(a) - place(b));
  const body = rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r.name), el("td", { class: "n" }, number(bn(r.billions), "regions")), ...columns.map(([, key]) => el("td", { class: "n" }, pct(r[key], 2))), el("td", { class: "n" }, paid(r))));
  $("all-regions").replaceChildren(el("table", {}, el("caption", {}, "Per cent against today, by the model"), head, el("tbody", {}, ...body)), el("p", { class: "soft small" }, result.income_note));
}

const plain = (v) => v.toLocaleString(navigator.language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

// The value's range, with marks at its middle and at no deal, on a scale that both sides share.
function band(v) {
  const all = Object.values(result.parties).flatMap((one) => [one.low, one.high, one.no_deal, one.value]);
  const low = Math.min(0, ...all), high = Math.max(1, ...all);
  const at = (x) => `${((100 * (x - low)) / (high - low)).toFixed(2)}%`;
  const width = `${((100 * (v.high - v.low)) / (high - low)).toFixed(2)}%`;
  return el("div", { class: "band", "aria-hidden": "true" }, el("i", { style: `left:${at(v.low)};width:${width}` }), el("b", { style: `left:${at(v.value)}` }), el("s", { style: `left:${at(v.no_deal)}`, title: "no deal" }), el("u", { style: `left:${at(0)}`, title: "today" }));
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
  // Regions of another world than the embedded one have no place on the tile map: they stand in a list, by name.
  const placed = result.regions.every((r) => PLACES[r.code]);
  const order = placed ? (a, b) => a.code.localeCompare(b.code) : (a, b) => own.has(b.code) - own.has(a.code) || a.name.localeCompare(b.name);
  $("map").classList.toggle("named", !placed);
  $("map").replaceChildren(...[...result.regions].sort(order).map((r) => {
    const strength = Math.min(45, (45 * Math.abs(r.percent)) / most).toFixed(0);
    const colour = r.percent < 0 ? "var(--two)" : "var(--up)";
    const [column, row] = placed ? PLACES[r.code] : [];
    const at = column ? `grid-column:${column};grid-row:${row};` : "";
    const label = `${r.name}: real income ${pct(r.percent, 2)}, ${bn(r.billions)} bn; of it efficiency ${pct(r.efficiency, 2)}, terms of trade ${pct(r.terms_of_trade, 2)}, deficit ${pct(r.deficit, 2)}; real GDP ${pct(r.real_gdp, 2)}`;
    return el("div", { role: "listitem", class: own.has(r.code) ? "tile own" : "tile", style: `${at}background-color:color-mix(in srgb, ${colour} ${strength}%, var(--page))`, title: label, "aria-label": label }, el("b", {}, placed ? r.code : r.name), pct(r.percent, 2));
  }));
}

function flows() {
  const name = (code) => table.parties[code].name;
  const rows = result.flows.map((f) => [`goods, ${name(f.from)} to ${name(f.to)}`, "flows", f.before, f.after]);
  const regions = Object.keys(result.revenue);
  for (const code of regions) rows.push([`tariff revenue, ${name(code)}`, "revenue", result.revenue[code].before, result.revenue[code].after]);
  const head = el("thead", {}, el("tr", {}, ...["bn USD a year, at today's prices", "today", "now", "change"].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  const body = rows.map(([label, kind, before, after]) => el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "n" }, plain(before)), el("td", { class: "n" }, number(plain(after), kind)), el("td", { class: "n" }, bn(after - before))));
  for (const code of regions) body.push(el("tr", {}, el("th", { scope: "row" }, `consumer prices over wages, ${name(code)}`), el("td", { class: "n" }), el("td", { class: "n" }, number(pct(result.prices[code], 2), "prices")), el("td", { class: "n" })));
  $("flows").replaceChildren(el("table", {}, head, el("tbody", {}, ...body)));
}

function comparison() {
  $("compare").hidden = !pinned;
  if (!pinned) return;
  const before = pinned.result;
  const rows = table.items.filter((i) => before.titles[i.id] !== result.titles[i.id]).map((i) => [i.title, before.titles[i.id], result.titles[i.id]]);
  for (const [code, party] of Object.entries(table.parties)) {
    rows.push([`${party.name} against today`, bn(before.parties[code].value), bn(result.parties[code].value)]);
    rows.push([`gain of ${party.name} over no deal`, bn(before.parties[code].gain), bn(result.parties[code].gain)]);
  }
  const find = (one, code) => one.regions.find((r) => r.code === code).billions;
  const others = result.regions.filter((r) => Math.abs(r.billions - find(before, r.code)) >= 0.1).slice(0, 8);
  for (const r of others) rows.push([`model: ${r.name}`, bn(find(before, r.code)), bn(r.billions)]);
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

async function download(kind, button) {
  const label = button.textContent;
  button.disabled = true;
  button.textContent = "Preparing…";
  try {
    const answer = await ask(`/api/tables/${key}/download/${kind}`, { state });
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: `${table.name}-${kind}` });
    link.click();
    URL.revokeObjectURL(link.href);
    fault("");
  } catch (error) {
    fault(error.message);
  }
  button.disabled = false;
  button.textContent = label;
}

// ---------------------------------------------------------------- opening
async function open(name, begin) {
  const own = ++opening;
  $("bench").hidden = $("noted").hidden = true;
  $("loading").hidden = false;
  $("again").hidden = true;
  $("cancel").hidden = false;
  $("loading-bar").hidden = false;
  $("loading-bar").removeAttribute("value");
  $("loading-text").textContent = "Opening the dossier…";
  $("again").dataset.name = name;
  delete document.body.dataset.ready;
  fault("");
  try {
    job = (await (await ask("/api/open", { key: name })).json()).job;
    if (own !== opening) return giveUp();
    let told = { state: "running" };
    while (told.state === "running") {
      told = await (await ask(`/api/jobs/${job}`)).json();
      if (own !== opening) return;
      $("loading-text").textContent = told.total ? `Solving packages: ${told.done} of ${told.total}` : "Bringing the world to the eve… (the first time on a machine takes a minute or two)";
      if (told.total) $("loading-bar").value = told.done / told.total;
      if (told.state === "running") await new Promise((done) => setTimeout(done, 250));
    }
    job = null;
    if (told.state !== "done") throw new Error(told.state === "cancelled" ? "Cancelled." : told.error);
    const found = await (await ask(`/api/tables/${name}`)).json();
    if (own !== opening) return;
    table = found;
    key = name;
    document.title = `${table.title} · tradetalks`;
    deals = { points: table.points, words: table.words, approximate: "" };
    dealsOf = settingsOf(blank());
    state = begin || { ...blank(), package: table.position };
    past = [];
    future = [];
    pinned = null;
    $("title").textContent = table.title;
    $("summary").textContent = `${table.summary} ${table.horizon}`;
    buildControls();
    controls();
    $("loading").hidden = true;
    $("bench").hidden = false;
    toAddress();
    await evaluate();
    document.body.dataset.ready = "yes";
  } catch (error) {
    if (own === opening) stopped(error.message);
  }
}

// Opening has ended without a table: say why, and leave a way to try again.
function stopped(text) {
  $("loading-bar").hidden = true;
  $("cancel").hidden = true;
  $("again").hidden = false;
  $("loading-text").textContent = text === "Cancelled." ? "Cancelled. Choose another dossier above, or" : "This dossier could not be opened.";
  if (text !== "Cancelled.") fault(text);
}

function giveUp() {
  if (job) ask(`/api/jobs/${job}`, undefined, "DELETE").catch(() => {});
  job = null;
}

function cancel() {
  opening += 1;
  giveUp();
  stopped("Cancelled.");
}

async function upload(text, begin) {
  try {
    const found = await (await ask("/api/upload", { text, session: session() })).json();
    sessionStorage.setItem(`upload-${found.key}`, text);
    await open(found.key, begin);
    $("noted").textContent = found.warnings.map((line) => `Please look again: ${line}.`).join(" ");
    $("noted").hidden = !found.warnings.length;
  } catch (error) {
    fault(error.message);
    if ($("bench").hidden) stopped(error.message);
  }
}

async function tips() {
  terms = await (await ask("/api/glossary")).json();
  for (const heading of document.querySelectorAll("[data-term]")) heading.title = terms[heading.dataset.term] || "";
  $("space-title").append(" ", el("button", { type: "button", class: "tip small", onclick: () => explain("Glossary", Object.fromEntries(["Deal space", "Frontier", "Gain", "No deal", "Worth", "Real income, welfare", "Real GDP", "Efficiency", "Terms of trade", "Pass-through", "Package", "Certificate"].filter((t) => terms[t]).map((t) => [t, terms[t]]))) }, "terms"));
}

$("undo").addEventListener("click", () => travel(past, future));
$("redo").addEventListener("click", () => travel(future, past));
$("reset").addEventListener("click", () => table && change(blank()));
$("pin").addEventListener("click", () => { if (result) { pinned = { state: { package: { ...state.package }, rates: { ...state.rates } }, result: structuredClone(result) }; show(); } });
$("unpin").addEventListener("click", () => { pinned = null; show(); });
$("cancel").addEventListener("click", cancel);
$("again").addEventListener("click", () => open($("again").dataset.name, null));
$("dossier").addEventListener("change", () => open($("dossier").value, null));
$("upload").addEventListener("change", async () => { const file = $("upload").files[0]; if (file) await upload(await file.text(), null); });
document.addEventListener("click", (event) => { if (!event.target.closest(".menu")) document.querySelector(".menu").open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".menu").open) { document.querySelector(".menu").open = false; document.querySelector(".menu summary").focus(); }
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
