// The map: what a position does to every country's real income, and the flows of goods that change most.
import { $, TOLD, bn, colours, dark, digitsBeside, digitsOf, draw, el, level, head as unitHead, pct, unit } from "./common.js";
import { bench } from "./bench.js";
import { number } from "./provenance.js";
import { known, span } from "./ranges.js";
import { percentDigits } from "./results.js";

/** @type {any} */
let borders = null;
/** The map as it stands on the page: borders stay, colours and flows move. @type {any} */
let standing = null;

/** Where the colours end: the largest change of a country that is not at the table, of all if there is none; a round number. */
function reaches(regions, own) {
  const others = regions.filter((r) => !own.has(r.code)), size = Math.max(...(others.length ? others : regions).map((r) => Math.abs(r.percent)));
  const power = 10 ** Math.floor(Math.log10(size || 1));
  return power * (/** @type {number} */ ([1, 2, 5, 10].find((step) => step * power >= size)));
}

/** @param {any} node where it is drawn @param {boolean} flows on it */
export async function map(node, flows) {
  const { table, result } = bench;
  const own = new Set(Object.values(table.parties).map((p) => p.region));
  const drawn = result.regions.every((r) => (table.economies[r.code] || []).some((code) => code.length === 3));
  if (!drawn) return list(node, own);
  borders = borders || (await (await fetch("/assets/borders.json")).json());
  const spans = known(bench.key, bench.state)?.regions, reach = (r) => (spans ? `, ${span(spans[r.code].low, spans[r.code].high, r.billions)} in 90 of 100 draws of the model` : "");
  const digits = percentDigits(result.regions), money = digitsOf(result.regions.map((r) => r.billions));
  const most = reaches(result.regions, own), beyond = (sign) => result.regions.some((r) => sign * r.percent > most), ends = { most, below: beyond(-1), above: beyond(1) };
  const rows = result.regions.flatMap((r) =>
    table.economies[r.code].map((id) => ({ id, code: r.code, name: r.name, party: own.has(r.code), share: r.percent / most, told: `${pct(r.percent, digits)}, ${bn(r.billions, TOLD, spans ? digitsBeside([spans[r.code].low, spans[r.code].high, r.billions]) : money)} ${unit.title}${reach(r)}` })),
  );
  const data = { rows, ...(flows ? arcs() : { lines: [], ends: [] }) }, of = JSON.stringify([bench.key, dark(), node.clientWidth]);
  if (standing?.node === node && standing.of === of) {
    const { view } = standing.drawn;
    for (const [name, value] of Object.entries(ends)) view.signal(name, value);
    for (const [name, values] of Object.entries(data)) view.data(name, values);
    await view.runAsync();
    return standing.drawn;
  }
  const c = colours();
  const found = await draw(node, {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: "Change of real income by country; the table of all regions holds the figures",
    width: "container",
    height: Math.round(0.46 * node.clientWidth) + 45,
    autosize: { type: "fit", contains: "padding" },
    projection: PROJECTION,
    params: Object.entries(ends).map(([name, value]) => ({ name, value })),
    layer: [{
    data: { values: borders, format: { type: "topojson", feature: "economies" } },
    transform: [{ lookup: "id", from: { data: { name: "rows", values: rows }, key: "id", fields: ["code", "name", "party", "share", "told"] } }],
    mark: { type: "geoshape", strokeWidth: 0.6, cursor: "pointer" },
    encoding: {
      color: { field: "share", type: "quantitative", scale: { domain: [-1, 0, 1], range: [c.two, dark() ? "#2b333b" : "#eef1f4", c.accent], interpolate: "rgb", clamp: true }, legend: { title: "real income, %", orient: "bottom", values: [-1, 0, 1], labelExpr: "format(most * datum.value, '.1~r') + ((datum.value < 0 && below) || (datum.value > 0 && above) ? ' and beyond' : '')", labelOverlap: false, gradientLength: 270, gradientThickness: 8 } },
      stroke: { condition: { test: "datum.party", value: c.ink }, value: c.page },
      tooltip: [{ field: "name", title: "counted in" }, { field: "told", title: "real income" }],
    },
    }, ...flowLayers(c, data)],
  });
  found.view.addEventListener("click", (_, item) => {
    if (item?.datum?.code && document.body.dataset.page === "workbench") location.assign(findAddress("region", item.datum.code));
  });
  if (node.id) standing = { node, of, drawn: found };
  return found;
}

// Equal Earth, as large as leaves all land but Antarctica inside; given, so that no flow moves it.
const [WIDE, SOUTH, NORTH] = [5.35, -1.03, 1.31]; // of land, in the projection's own units
const SCALE = `min(width / ${WIDE}, height / ${NORTH - SOUTH})`;
const PROJECTION = { type: "equalEarth", scale: { expr: SCALE }, translate: { expr: `[width / 2, height / 2 + ${SCALE} * ${(NORTH + SOUTH) / 2}]` } };

// ---------------------------------------------------------------- flows
const MOST_DRAWN = 12;

/** Where a region's flows begin and end: the middle of its land; none of a region that is what all others leave. @param {string} code */
function place(code) {
  const ids = bench.table.economies[code].filter((id) => borders.places[id]);
  if (!ids.length || ids.length > 60) return null;
  const weight = ids.reduce((total, id) => total + borders.places[id][2], 0);
  return [0, 1].map((k) => ids.reduce((total, id) => total + borders.places[id][k] * borders.places[id][2], 0) / weight);
}

const name = (code) => bench.result.regions.find((r) => r.code === code).name;
const flowTitle = (f) => `${name(f.from)} to ${name(f.to)}`;

// Bent lines from exporter to importer, a dot where they arrive: as wide as the change, coloured by its sign.
function arcs() {
  const drawn = bench.result.trade.map((f) => ({ ...f, ends: [place(f.from), place(f.to)] })).filter((f) => f.ends.every(Boolean)).slice(0, MOST_DRAWN);
  const largest = Math.max(...drawn.map((f) => Math.abs(f.after - f.before))) || 1;
  const lines = drawn.map((f) => ({
    type: "Feature", geometry: { type: "LineString", coordinates: bent(f.ends[0], f.ends[1]) },
    width: 0.8 + (3.7 * Math.abs(f.after - f.before)) / largest, falls: f.after < f.before, flow: flowTitle(f), told: `${bn(f.after - f.before)} ${unit.title} (${level(f.before)} to ${level(f.after)} bn)`,
  }));
  const ends = drawn.map((f, j) => ({ x: f.ends[1][0], y: f.ends[1][1], falls: lines[j].falls, flow: lines[j].flow, told: lines[j].told }));
  return { lines, ends };
}

/** Told to who cannot see them by the table of flows. @param {any} c colours @param {{lines: any[], ends: any[]}} data */
function flowLayers(c, { lines, ends }) {
  const stroke = { condition: { test: "datum.falls", value: c.two }, value: c.one };
  const width = { field: "width", type: "quantitative", scale: null };
  const tooltip = [{ field: "flow", title: "goods" }, { field: "told", title: "change" }];
  return [
    { data: { name: "lines", values: lines }, mark: { type: "geoshape", filled: false, opacity: 0.85, aria: false }, encoding: { stroke, strokeWidth: width, tooltip } },
    { data: { name: "ends", values: ends }, mark: { type: "circle", opacity: 1, aria: false }, encoding: { longitude: { field: "x", type: "quantitative" }, latitude: { field: "y", type: "quantitative" }, color: stroke, size: { value: 22 }, tooltip } },
  ];
}

/** Points of a line on the map, bent to its left so that both ways between two places are seen. */
function bent([x, y], [u, v]) {
  const middle = [(x + u) / 2 - 0.16 * (v - y), Math.max(-70, Math.min(78, (y + v) / 2 + 0.16 * (u - x)))];
  return Array.from({ length: 25 }, (_, k) => {
    const t = k / 24, [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [p * x + q * middle[0] + r * u, p * y + q * middle[1] + r * v];
  });
}

// The same flows for who cannot see them, third countries' among them.
export function flowTable() {
  const { trade, smallest_flow: least } = bench.result;
  const head = el("thead", {}, el("tr", {}, ...["goods, value before duty, bn USD a year at today's prices", "today", "now", `change, ${unitHead()}`].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  const rows = trade.map((f) => el("tr", {}, el("th", { scope: "row" }, flowTitle(f)), el("td", { class: "n" }, level(f.before)), el("td", { class: "n" }, number(level(f.after), "flows")), el("td", { class: "n" }, bn(f.after - f.before))));
  $("all-flows").replaceChildren(trade.length ? el("table", {}, head, el("tbody", {}, ...rows)) : `No flow of goods changes by ${bn(least, 0, unit.digits + 1).slice(1)} ${unit.title} or more.`);
}

/** Where one country or sector is shown, at the position on the page. @param {string} kind @param {string} code */
export const findAddress = (kind, code) => `/find${location.search || `?d=${bench.key}`}&see=${kind}:${code}`;

// A world whose regions are no countries: names in a list.
function list(node, own) {
  const digits = percentDigits(bench.result.regions), most = reaches(bench.result.regions, own);
  const order = (a, b) => Number(own.has(b.code)) - Number(own.has(a.code)) || a.name.localeCompare(b.name);
  node.replaceChildren(
    el("div", { class: "tiles", role: "list" }, ...[...bench.result.regions].sort(order).map((r) => {
      const strength = Math.round(Math.min(45, (45 * Math.abs(r.percent)) / most));
      const colour = r.percent < 0 ? "var(--two)" : "var(--up)";
      const label = `${r.name}: real income ${pct(r.percent, digits)}, ${bn(r.billions, TOLD)} ${unit.short}`;
      return el("div", { role: "listitem", class: own.has(r.code) ? "tile own" : "tile", style: `background-color:color-mix(in srgb, ${colour} ${strength}%, var(--page))`, title: label, "aria-label": label }, el("b", {}, r.name), pct(r.percent, digits));
    })),
  );
  return null;
}
