// The deal space and the sectors as Vega-Lite, in the page's own colours.
import { colours, draw } from "./common.js";

// Gains of a point under the weights and probabilities in force.
export function gain(point, noDeal, weights, party) {
  return point.economic[party] + (weights[party] ?? 1) * point.political[party] - noDeal[party];
}

export async function dealSpace(node, table, here, noDeal, weights, pinned, pick) {
  const [p, q] = Object.keys(table.parties);
  const c = colours();
  const at = (point) => ({ x: gain(point, noDeal, weights, p), y: gain(point, noDeal, weights, q) });
  const plain = Object.values(weights).every((w) => w === 1);
  const cloud = plain ? table.points.cloud.map(([a, b]) => ({ x: a - noDeal[p], y: b - noDeal[q] })) : [];
  const frontier = table.points.frontier.map((point, row) => ({ ...at(point), row, kind: "frontier" }));
  const named = Object.entries(table.points.named).map(([name, point]) => ({ ...at(point), name, label: point.title }));
  const current = [{ ...here, label: "this package" }];
  const data = (values) => ({ values });
  const all = [...cloud, ...frontier, ...named, ...current];
  const reach = (key) => [Math.min(0, ...all.map((d) => d[key])), Math.max(0, ...all.map((d) => d[key]))];
  const wide = (key, right) => { const [low, high] = reach(key); return [low - 0.04 * (high - low), high + right * (high - low)]; };
  const xy = (extra = {}) => ({
    x: { field: "x", type: "quantitative", scale: { domain: wide("x", 0.2), nice: false }, title: `gain of ${table.parties[p].name}, bn USD a year` },
    y: { field: "y", type: "quantitative", scale: { domain: wide("y", 0.06), nice: false }, title: `gain of ${table.parties[q].name}, bn USD a year` },
    ...extra,
  });
  const zone = [{ x: 0, y: 0, x2: reach("x")[1], y2: reach("y")[1] }];
  const tip = [{ field: "x", title: table.parties[p].name, format: "+.1f" }, { field: "y", title: table.parties[q].name, format: "+.1f" }];
  const layer = [
    { data: data(zone), mark: { type: "rect", color: c.accent, opacity: 0.1 }, encoding: { ...xy(), x2: { field: "x2" }, y2: { field: "y2" } } },
    { data: data([{ v: 0 }]), mark: { type: "rule", color: c.soft, strokeDash: [4, 3] }, encoding: { x: { field: "v", type: "quantitative" } } },
    { data: data([{ v: 0 }]), mark: { type: "rule", color: c.soft, strokeDash: [4, 3] }, encoding: { y: { field: "v", type: "quantitative" } } },
    { data: data(cloud), mark: { type: "circle", size: 9, color: c.cloud, opacity: 0.5 }, encoding: xy() },
    { data: data(frontier), mark: { type: "line", color: c.ink, strokeWidth: 1.4 }, encoding: xy({ order: { field: "row" } }) },
    { name: "frontier", data: data(frontier), mark: { type: "circle", size: 60, color: c.ink, cursor: "pointer" }, encoding: xy({ tooltip: tip }) },
    { name: "named", data: data(named), mark: { type: "point", filled: true, shape: "diamond", size: 130, color: c.accent, cursor: "pointer" }, encoding: xy({ tooltip: [{ field: "label", title: "package" }, ...tip] }) },
    { data: data(named.filter((d) => d.name === "nash" || d.name === "agreed").map((d) => ({ ...d, short: d.name === "nash" ? "Nash" : d.name }))), mark: { type: "text", dx: 10, dy: -9, align: "left", fontSize: 11.5, color: c.ink }, encoding: xy({ text: { field: "short" } }) },
    { data: data(pinned ? [pinned] : []), mark: { type: "point", shape: "square", size: 170, color: c.soft, strokeWidth: 2.5 }, encoding: xy() },
    { data: data(current), mark: { type: "point", shape: "cross", filled: true, size: 260, color: c.two, stroke: c.page, strokeWidth: 1 }, encoding: xy({ tooltip: [{ field: "label", title: "" }, ...tip] }) },
  ];
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 400, autosize: { type: "fit", contains: "padding" }, description: "Gains of both sides over no deal: a sample of packages, the frontier, named packages and this package", layer: layer.filter((one) => one.data.values.length) };
  const found = await draw(node, spec);
  found.view.addEventListener("click", (_, item) => {
    const datum = item && item.datum;
    if (!datum) return;
    if (datum.name) pick(table.points.named[datum.name].package);
    else if (datum.kind === "frontier") pick(table.points.frontier[datum.row].package);
  });
  return found;
}

export async function sectorBars(node, table, sectors) {
  const c = colours();
  const values = [];
  for (const [party, { won, lost }] of Object.entries(sectors)) {
    const rows = [...won.filter((r) => r.billions > 0.005).slice(0, 4), ...lost.filter((r) => r.billions < -0.005).slice(0, 4)];
    for (const row of rows) values.push({ ...row, party: table.parties[party].name });
  }
  if (!values.length) {
    node.replaceChildren("No sector moves.");
    return null;
  }
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: "Output of the sectors that win and lose most, by party",
    data: { values },
    facet: { row: { field: "party", title: null, header: { labelColor: c.ink, labelOrient: "top", labelAnchor: "start", labelFontWeight: "bold" } } },
    spec: {
      width: Math.max(120, node.clientWidth - 190),
      height: { step: 17 },
      mark: { type: "bar" },
      encoding: {
        y: { field: "name", type: "nominal", sort: { field: "billions", order: "descending" }, title: null, axis: { labelLimit: 170 } },
        x: { field: "billions", type: "quantitative", title: "output, bn USD a year" },
        color: { condition: { test: "datum.billions < 0", value: c.two }, value: c.accent },
        tooltip: [{ field: "name" }, { field: "billions", format: "+.2f", title: "bn" }, { field: "percent", format: "+.2f", title: "%" }],
      },
    },
    resolve: { scale: { y: "independent" } },
  };
  return draw(node, spec);
}
