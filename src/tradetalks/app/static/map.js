// The map: what a position does to every country's real income.
import { $, bn, colours, dark, draw, el, pct } from "./common.js";
import { bench } from "./bench.js";

/** @type {any} */
let borders = null;

export async function map() {
  const { table, result } = bench;
  const own = new Set(Object.values(table.parties).map((p) => p.region));
  const drawn = result.regions.every((r) => (table.economies[r.code] || []).some((code) => code.length === 3));
  if (!drawn) return list(own);
  borders = borders || (await (await fetch("/assets/borders.json")).json());
  const rows = result.regions.flatMap((r) =>
    table.economies[r.code].map((id) => ({ id, code: r.code, name: r.name, party: own.has(r.code), percent: r.percent, told: `${pct(r.percent, 2)}, ${bn(r.billions)} bn USD a year` })),
  );
  const most = Math.max(0.02, ...result.regions.filter((r) => !own.has(r.code)).map((r) => Math.abs(r.percent)));
  const c = colours();
  const found = await draw($("map"), {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: "Change of real income by country; the table of all regions holds the figures",
    width: "container",
    height: 230,
    autosize: { type: "fit", contains: "padding" },
    projection: { type: "equalEarth" },
    data: { values: borders, format: { type: "topojson", feature: "economies" } },
    transform: [{ lookup: "id", from: { data: { values: rows }, key: "id", fields: ["code", "name", "party", "percent", "told"] } }],
    mark: { type: "geoshape", strokeWidth: 0.6, cursor: "pointer" },
    encoding: {
      color: { field: "percent", type: "quantitative", scale: { domain: [-most, 0, most], range: [c.two, dark() ? "#2b333b" : "#eef1f4", c.accent], interpolate: "rgb", clamp: true }, legend: { title: "real income, %", orient: "bottom", format: "+.2~f", gradientLength: 180, gradientThickness: 8, tickCount: 3 } },
      stroke: { condition: { test: "datum.party", value: c.ink }, value: c.page },
      tooltip: [{ field: "name", title: "counted in" }, { field: "told", title: "real income" }],
    },
  });
  found.view.addEventListener("click", (_, item) => {
    if (item?.datum?.code) location.assign(findAddress("region", item.datum.code));
  });
  return found;
}

/** Where one country or sector is shown, at the position on the page. @param {string} kind @param {string} code */
export const findAddress = (kind, code) => `/find${location.search || `?d=${bench.key}`}&see=${kind}:${code}`;

// A world whose regions are no countries: names in a list.
function list(own) {
  const most = Math.max(0.02, ...bench.result.regions.filter((r) => !own.has(r.code)).map((r) => Math.abs(r.percent)));
  const order = (a, b) => Number(own.has(b.code)) - Number(own.has(a.code)) || a.name.localeCompare(b.name);
  $("map").replaceChildren(
    el("div", { class: "tiles", role: "list" }, ...[...bench.result.regions].sort(order).map((r) => {
      const strength = Math.min(45, (45 * Math.abs(r.percent)) / most).toFixed(0);
      const colour = r.percent < 0 ? "var(--two)" : "var(--up)";
      const label = `${r.name}: real income ${pct(r.percent, 2)}, ${bn(r.billions)} bn`;
      return el("div", { role: "listitem", class: own.has(r.code) ? "tile own" : "tile", style: `background-color:color-mix(in srgb, ${colour} ${strength}%, var(--page))`, title: label, "aria-label": label }, el("b", {}, r.name), pct(r.percent, 2));
    })),
  );
  return null;
}
