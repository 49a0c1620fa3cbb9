// The workbench: an option, a rate or a worth moves, the world is solved again, every side's values move.
import { $, ask, copied, el, fault, patient, remembered, tellIn, theme } from "./common.js";
import { dealSpace, pairs, sectorBars } from "./charts.js";
import { arrive, bench, blank, change, fromAddress, onChange, recallSteps, slug, toAddress, travel } from "./bench.js";
import * as controls from "./controls.js";
import * as compare from "./compare.js";
import * as downloads from "./downloads.js";
import { households } from "./households.js";
import * as opening from "./opening.js";
import { doubled } from "./own.js";
import * as ranges from "./ranges.js";
import * as results from "./results.js";
import * as why from "./why.js";
import { findAddress, flowTable, map } from "./map.js";
import { glossary, learn } from "./provenance.js";
import { scenarios } from "./scenarios.js";
import { watched } from "./jobs.js";

/** Charts by name: each draws itself into a node, on the page or on paper. @type {Record<string, (node: any) => Promise<any>>} */
const charts = {
  "deal-space-now": (node) => dealSpace(node, bench.table, bench.deals.points, hereAt(), bench.compared.map((one) => ({ ...at(one.result), label: one.name })), take, pair),
  sectors: (node) => sectorBars(node, bench.table, bench.result.sectors, results.ranges()?.sectors, results.awaited()),
  map: (node) => map(node, $("map-flows").checked),
};
/** Where a result stands in the deal space. @param {any} one */
const at = (one) => { const [p, q] = pair; return { x: one.parties[p].gain, y: one.parties[q].gain }; };
/** The same of the position on the page, with how far it reaches where that is known. */
function hereAt() {
  const [p, q] = pair, found = ranges.gains(bench.key, bench.state)?.parties;
  return { ...at(bench.result), ...(found ? { low: { x: found[p].low, y: found[q].low }, high: { x: found[p].high, y: found[q].high } } : {}) };
}
/** @type {import("./bench.js").State | null} */
let waiting = null;
/** The positions being solved, one after the other, until none waits. @type {Promise<void> | null} */
let running = null;
let dealsOf = "";
/** The parties whose gains are drawn against each other. @type {[string, string]} */
let pair = ["", ""];

// ---------------------------------------------------------------- what it does
onChange(() => {
  controls.controls();
  why.settle();
  ranges.left(bench.key, bench.state);
  if (position() !== last) evaluate(); // a slider let go where it was dragged to moves nothing
});

/** The position that was asked for last: shown, being solved or waiting. */
let last = "";
const position = () => JSON.stringify([bench.key, bench.state]);

function evaluate() {
  last = position();
  waiting = structuredClone(bench.state);
  running = running || evaluated();
  return running;
}

async function evaluated() {
  while (waiting) {
    const asked = waiting, begin = performance.now(), key = bench.key; // another dossier may be opened meanwhile
    waiting = null;
    document.body.setAttribute("aria-busy", "true");
    try {
      const others = dealsFor(asked) !== dealsOf, { deals, ...found } = await (await ask(`/api/tables/${key}/evaluate${others ? "?deals=true" : ""}`, asked)).json();
      if (key !== bench.key) continue;
      await settings(asked, deals);
      if (key !== bench.key) continue;
      fault("");
      bench.result = found;
      tellIn(bench.table.unit = found.unit);
      const moves = JSON.stringify([key, found.unit, asked.package, asked.rates, asked.own]);
      await show(moves !== economy);
      economy = moves;
      document.body.dataset.took = (performance.now() - begin).toFixed(1);
      document.body.dataset.turns = String(Number(document.body.dataset.turns || 0) + 1);
    } catch (error) {
      if (key !== bench.key) continue;
      last = "";
      const kept = error.status === 404 && sessionStorage.getItem(`upload-${NAME(key)}`);
      if (kept) {
        running = null;
        return upload(kept, asked, AT(key));
      }
      fault(error.message);
    }
  }
  document.body.removeAttribute("aria-busy");
  running = null;
}

// Ranges have come: the sentence tells them too, and all that stands open is filled, unless the reader has moved on.
async function retold() {
  const here = position(), key = bench.key, asked = structuredClone(bench.state);
  try {
    if (running) await running;
    const found = here === position() && await (await ask(`/api/tables/${key}/evaluate`, asked)).json();
    if (here !== position() || running) return;
    bench.result = found;
    await show();
  } catch (error) {
    if (here === position()) fault(error.message);
  }
}

// What all but the package moves: the frontier, named packages, counts, and what is compared.
const settingsOf = (one) => JSON.stringify([one.weights, one.probabilities, one.worth, one.lifted, one.own]);
const dealsFor = (one) => settingsOf(one) + JSON.stringify(one.rates);
let comparedOf = "";

/** @param {import("./bench.js").State} asked @param {any} deals the deal space under them, where it was asked for */
async function settings(asked, deals) {
  if (deals) {
    const stays = JSON.stringify(deals.points) === JSON.stringify(bench.deals?.points); // then nothing of it is drawn anew
    bench.deals = stays ? { ...deals, points: bench.deals.points } : deals;
    dealsOf = dealsFor(asked);
    clearTimeout(later);
    if (bench.deals.summed) later = setTimeout(() => solveWhole(asked), 500);
  }
  if (settingsOf(asked) !== comparedOf || bench.compared.some((one) => !one.result)) {
    await compare.refresh(asked);
    comparedOf = settingsOf(asked);
  }
}

// Packages new on the frontier are drawn at once as sums of their parts, then as solved whole.
let later = 0;
async function solveWhole(asked) {
  const own = bench.key;
  try {
    const found = await (await patient(`/api/tables/${own}/deals`, asked, { wanted: () => bench.key === own && dealsFor(asked) === dealsOf })).json();
    if (bench.key !== own || dealsFor(asked) !== dealsOf) return;
    bench.deals = found;
    await show();
  } catch (error) {
    if (bench.key === own && dealsFor(asked) === dealsOf) fault(error.message);
  }
}

// The reader's own options among the listed ones: packages solved and folded with them, when asked.
let counting = 0;
async function countIn() {
  const own = ++counting, asked = structuredClone(bench.state), wanted = () => own === counting && dealsFor(asked) === dealsFor(bench.state);
  try {
    const job = (await (await patient(`/api/tables/${bench.key}/count`, asked, { wanted })).json()).job;
    if ((await watched($("counting"), job, wanted, () => { counting += 1; })) === undefined) return;
    dealsOf = "";
    await evaluate();
  } catch (error) {
    fault(error.message);
  } finally {
    if (own === counting) $("counting").replaceChildren();
  }
}

// A package of the frontier or a named one; rates set by hand stay, for the frontier is drawn with them.
const take = (package_) => change({ ...bench.state, package: { ...package_ } });

/** The last drawing of each chart, done or waiting. @type {Record<string, Promise<any>>} */
const drawing = {};
/** A chart in its place on the page: at once where it is in view, else as soon as there is time. @param {string} name */
function drawn(name) {
  const node = $(name), { top, bottom } = node.getBoundingClientRect(), seen = !node.childElementCount || (bottom > 0 && top < innerHeight);
  const time = seen ? Promise.resolve() : new Promise((next) => (window.requestIdleCallback || setTimeout)(next));
  const own = Promise.allSettled([drawing[name], time]).then(() => (drawing[name] === own ? charts[name](node) : null)); // one after the other, the last of those that wait
  drawing[name] = own;
  return seen ? own : null;
}

/** What the economy on the page is of: weights, worth and probabilities leave it as it is. */
let economy = "";

/** @param {boolean} [moved] has the economy moved since it was last shown? */
async function show(moved = true) {
  const { table } = bench;
  results.words();
  doubled(bench.result.doubles);
  results.parties();
  results.named(take);
  $("by-model").hidden = $("below").hidden = $("ranged").hidden = !table.computed;
  await charts["deal-space-now"]($("space"));
  if (table.computed) {
    if (moved) {
      results.flows();
      households();
      results.sectors();
      results.regions();
      flowTable();
      await Promise.all(["sectors", "map"].map((name) => drawn(name)));
    }
    ranges.follow(bench.key, bench.state, retold);
    $("find-link").setAttribute("href", findAddress("", "").replace(/&see=:$/, ""));
  }
  compare.comparison(() => show());
}

// ---------------------------------------------------------------- opening
/** @param {string} name @param {{state: import("./bench.js").State, compared: import("./bench.js").Compared[]} | null} begin */
const open = (name, begin) => {
  remembered(new URLSearchParams(location.search).get("d") === name ? location.search : `?d=${name}`);
  return opening.open(name, async (found) => {
    if (NAME(name) !== NAME(bench.key)) ownHorizon = "";
    bench.table = found;
    tellIn(found.unit);
    bench.key = name;
    bench.result = null; // it was another dossier's
    economy = "";
    back = null;
    document.title = `${found.title} · tradetalks`;
    bench.deals = { points: found.points, words: found.words, approximate: "" };
    dealsOf = dealsFor(blank());
    comparedOf = "";
    bench.state = begin?.state || { ...blank(), package: found.position };
    bench.compared = begin?.compared || [];
    bench.before = null;
    recallSteps();
    $("title").textContent = found.title;
    chosen(name, found.title);
    drawnOf(pairs(found)[0]);
    horizons();
    $("summary").textContent = `${found.summary} ${found.horizon}`;
    controls.build();
    why.build();
    downloads.build(charts);
    controls.controls();
    $("loading").hidden = true;
    $("bench").hidden = false;
    toAddress("replace");
    scenarios(fault, takeKept);
    await evaluate();
  });
};

// Of more than two parties the picture shows two at a time: which, the reader chooses.
/** @param {[string, string]} chosen */
function drawnOf(chosen) {
  pair = chosen;
  const { table } = bench, all = pairs(table), name = (code) => table.parties[code].name, many = Object.keys(table.parties).length;
  $("space-of").textContent = `What ${many === 2 ? "both" : `all ${many}`} sides can sign`;
  $("zone").textContent = many === 2 ? "nobody worse off than without a deal" : "neither of these two worse off than without a deal";
  $("pairs").hidden = all.length === 1;
  $("pairs").replaceChildren("Drawn: gains of ", ...all.map((two) => el("button", { type: "button", "aria-pressed": String(two.join() === pair.join()), onclick: () => { drawnOf(two); if (bench.result) charts["deal-space-now"]($("space")); $("pairs").querySelector("[aria-pressed=true]").focus(); } }, two.map(name).join(" and "))));
}

// ---------------------------------------------------------------- the horizon
const [NAME, AT] = [(key) => key.split("~")[0], (key) => key.split("~")[1] || ""];
let ownHorizon = "";

// Every figure of the page is of one horizon: another is the same talks valued there.
function horizons() {
  const { table, key } = bench;
  if (!AT(key)) ownHorizon = slug(table.horizon_name);
  $("horizon-pick").hidden = !table.horizons.length;
  $("horizon").replaceChildren(...table.horizons.map((one) => el("option", { value: slug(one.name), selected: one.name === table.horizon_name }, one.words)));
  $("horizon-note").textContent = AT(key) ? "All figures of this page are of this horizon, not the dossier's own." : "the dossier's own horizon";
}

function toHorizon() {
  const wanted = $("horizon").value;
  elsewhen(ownHorizon && wanted === ownHorizon ? "" : wanted, bench.state);
}

// A position at a horizon, '' for the dossier's own.
function elsewhen(horizon, state) {
  back = { key: bench.key, begin: { state: bench.state, compared: bench.compared } };
  open(NAME(bench.key) + (horizon && `~${horizon}`), { state, compared: bench.compared.map((one) => ({ ...one, result: null })) });
}

// A kept position is of the horizon at which it was kept.
function takeKept(one) {
  const state = { ...blank(), ...one.state };
  if (one.horizon === AT(bench.key)) change(state);
  else elsewhen(one.horizon, state);
}

// Given up while it was on its way to another horizon: where it was is open still.
/** @type {{key: string, begin: any} | null} */
let back = null;
function cancel() {
  opening.cancel();
  if (back) open(back.key, back.begin);
  back = null;
}

// The server is back: what is on the page is solved again; by a server started anew, the dossier opened first.
async function again() {
  const { key, state, compared, table } = bench;
  if (!table || $("bench").hidden) return; // being opened, which waits for the server itself
  const gone = await ask(`/api/tables/${key}`).then(() => false, (error) => error.status === 404);
  if (key !== bench.key) return;
  if (gone && !sessionStorage.getItem(`upload-${NAME(key)}`)) open(key, { state, compared: compared.map((one) => ({ ...one, result: null })) });
  else evaluate();
}

const FEW = 3; // warnings that stand open; more are folded away
const list = (lines) => el("ul", {}, ...lines.map((line) => el("li", {}, line)));

// The menu names what is on the page, a dossier that is not among the shipped ones too: the last one opened.
function chosen(key, title) {
  const name = NAME(key), menu = $("dossier");
  if (![...menu.options].some((o) => o.value === name)) {
    for (const one of menu.querySelectorAll("[data-own]")) one.remove();
    menu.prepend(el("option", { value: name, "data-own": "" }, title));
  }
  menu.value = name;
}

async function upload(text, begin, at = "") {
  try {
    const found = await opening.upload(text);
    await open(found.key + (at && `~${at}`), begin && { state: begin, compared: [] });
    $("noted").replaceChildren(...(found.warnings.length > FEW ? [el("details", {}, el("summary", {}, `Please look again at ${found.warnings.length} points`), list(found.warnings))] : ["Please look again:", list(found.warnings)]));
    $("noted").hidden = !found.warnings.length;
  } catch (error) {
    fault(error.message);
    if ($("bench").hidden) opening.stopped(error.message);
  }
}

async function terms() {
  learn(await (await patient("/api/glossary")).json());
  $("space-title").append(" ", el("button", { type: "button", class: "tip small", onclick: glossary }, "terms"));
  if (bench.result) await show();
}

// ---------------------------------------------------------------- what is clicked
$("undo").addEventListener("click", () => travel("past"));
$("redo").addEventListener("click", () => travel("future"));
$("reset").addEventListener("click", () => bench.table && change(blank()));
$("pin").addEventListener("click", () => compare.add("", () => show()));
$("unpin").addEventListener("click", () => { bench.compared = []; toAddress("replace"); show(); $("pin").focus(); });
$("copy").addEventListener("click", () => copied(location.href, $("copy")));
$("map-flows").addEventListener("change", () => bench.result && drawn("map"));
ranges.choose(() => bench.result && show());
$("count-in").addEventListener("click", countIn);
$("filter").addEventListener("input", controls.filtered);
$("only-changed").addEventListener("change", controls.filtered);
$("cancel").addEventListener("click", cancel);
$("horizon").addEventListener("change", toHorizon);
$("again").addEventListener("click", () => open($("again").dataset.name, null));
$("dossier").addEventListener("change", () => { const name = $("dossier").value, kept = sessionStorage.getItem(`upload-${name}`); if (kept) upload(kept, null); else open(name, null); });
$("upload").addEventListener("change", async () => { const file = $("upload").files[0]; if (file) await upload(await file.text(), null); });
document.addEventListener("server-back", again);
/** @type {NodeListOf<HTMLDetailsElement>} */
const menus = document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => {
  const clicked = /** @type {Node} */ (event.target);
  for (const menu of menus) if (clicked.isConnected && !menu.contains(clicked)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && [...menus].find((one) => one.open);
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  if (!(event.ctrlKey || event.metaKey) || !bench.table || /** @type {Element} */ (event.target).matches("input:not([type=radio], [type=checkbox], [type=range])")) return;
  if (event.key === "z") { event.preventDefault(); travel(event.shiftKey ? "future" : "past"); }
  if (event.key === "y") { event.preventDefault(); travel("future"); }
});
// Back and Forward: the position of that address, of the dossier it names.
addEventListener("popstate", () => {
  const asked = fromAddress(location.search);
  const name = asked.dossier || $("dossier").dataset.first;
  if (name !== bench.key) return begin();
  arrive(asked.state, asked.compared);
});

function begin() {
  const asked = fromAddress(location.search);
  const name = asked.dossier || $("dossier").dataset.first;
  const listed = [...$("dossier").options].some((o) => o.value === NAME(name));
  const kept = sessionStorage.getItem(`upload-${NAME(name)}`);
  $("dossier").value = listed ? NAME(name) : ""; // none, until it is known what another is called
  if (!listed && kept) upload(kept, asked.state, AT(name));
  else open(name, asked.dossier ? asked : null);
}

theme(() => bench.table && bench.result && show());
terms();
begin();
