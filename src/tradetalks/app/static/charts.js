// The deal space and the sectors as Vega-Lite, in the page's own colours.
import { colours, dark, draw, fitting } from "./common.js";

/** The deal space as it stands on the page: what moves on it is put in its place while it is of the same talks. @type {any} */
let standing = null;

/** Parties two by two: what a picture of more than two may be drawn of. @param {any} table @returns {[string, string][]} */
export const pairs = (table) => { const codes = Object.keys(table.parties); return codes.flatMap((p, j) => codes.slice(j + 1).map((q) => /** @type {[string, string]} */ ([p, q]))); };

/**
 * Gains of two parties against each other; of more, of the pair that is asked for.
 * @param {any} node @param {any} table @param {any} points @param {{x: number, y: number}} here @param {any[]} compared @param {(package_: any) => void} pick @param {[string, string]} [pair]
 */
export async function dealSpace(node, table, points, here, compared, pick, pair = pairs(table)[0]) {
  const now = { points, here, compared, told: JSON.stringify(compared) }, of = JSON.stringify([table.unit, dark(), node.clientWidth, pair]);
  const same = standing?.node === node && standing.of === of && standing.table === table;
  if (same && standing.now.points === points && standing.now.told === now.told) now.also = [...standing.now.also, here]; // only the package moves
  else now.also = [here];
  const sets = spaceSets(node, table, now, pair), filled = Object.keys(sets.data).filter((name) => sets.data[name].length).join();
  if (same && standing.filled === filled) {
    for (const [name, value] of Object.entries(sets.ends)) standing.drawn.view.signal(name, value);
    for (const [name, values] of Object.entries(sets.data)) if (values.length && JSON.stringify(values) !== JSON.stringify(standing.data[name])) standing.drawn.view.data(name, values);
    Object.assign(standing, { now, data: sets.data });
    await standing.drawn.view.runAsync();
    return standing.drawn;
  }
  const drawn = await draw(node, spaceSpec(table, sets, pair));
  const own = { node, table, of, now, filled, data: sets.data, drawn };
  drawn.view.addEventListener("click", (_, item) => {
    const datum = item && item.datum;
    if (!datum) return;
    if (datum.name) pick(own.now.points.named[datum.name].package);
    else if (datum.kind === "frontier") pick(own.now.points.frontier[datum.row].package);
  });
  if (node.id) standing = own;
  return drawn;
}

/**
 * What the deal space shows, by data set, in the unit that the page tells, and the ends of its scales.
 * @param {any} node @param {any} table @param {any} now @param {[string, string]} pair
 */
function spaceSets(node, table, { points, here, compared, also }, [p, q]) {
  const { factor } = table.unit, codes = Object.keys(table.parties), [i, j] = [p, q].map((code) => codes.indexOf(code));
  const scaled = (d) => ({ ...d, x: factor * d.x, y: factor * d.y }), at = (point) => scaled({ x: point.gain[p], y: point.gain[q] });
  const cloud = points.cloud.map((gains) => scaled({ x: gains[i], y: gains[j] }));
  const frontier = points.frontier.map((point, row) => ({ ...at(point), row, kind: "frontier" }));
  const named = Object.entries(points.named).map(([name, point]) => ({ ...at(point), name, label: point.title }));
  const all = [...cloud, ...frontier, ...named, ...also.map(scaled), ...compared.map(scaled)];
  const [x, y] = ["x", "y"].map((key) => [Math.min(0, ...all.map((d) => d[key])), Math.max(0, ...all.map((d) => d[key]))]);
  const wide = (name, [low, high], right) => [[`${name}0`, low - 0.04 * (high - low)], [`${name}1`, high + right * (high - low)]];
  const words = named.filter((d) => d.name === "nash" || d.name === "agreed").map((d) => ({ ...d, right: node.clientWidth < 420 && d.x > x[0] + 0.6 * (x[1] - x[0]), short: d.name === "nash" ? "fair split" : points.failed ? "followed" : "agreed" }));
  return {
    ends: Object.fromEntries([...wide("x", x, 0.2), ...wide("y", y, 0.06)]),
    data: {
      zone: [{ x: 0, y: 0, x2: x[1], y2: y[1] }], cloud, line: codes.length > 2 ? [] : frontier, // of three parties the frontier is no line in the plane of two
      frontier, named, words, compared: compared.map(scaled), here: [{ ...scaled(here), label: "this package" }],
    },
  };
}

/** The deal space as Vega-Lite. @param {any} table @param {any} sets @param {[string, string]} pair */
function spaceSpec(table, { ends, data }, pair) {
  const [p, q] = pair, c = colours(), { digits } = table.unit;
  const of = (name) => ({ data: { name, values: data[name] } });
  const scale = (key) => ({ domain: [{ expr: `${key}0` }, { expr: `${key}1` }], nice: false });
  const xy = (extra = {}) => ({
    x: { field: "x", type: "quantitative", scale: scale("x"), title: `gain of ${table.parties[p].name}, ${table.unit.title}` },
    y: { field: "y", type: "quantitative", scale: scale("y"), title: `gain of ${table.parties[q].name}, ${table.unit.title}` },
    ...extra,
  });
  const tip = [{ field: "x", title: table.parties[p].name, format: `+,.${digits}f` }, { field: "y", title: table.parties[q].name, format: `+,.${digits}f` }];
  const zero = { data: { values: [{ v: 0 }] }, mark: { type: "rule", color: c.soft, strokeDash: [4, 3] } };
  const layer = [
    { ...of("zone"), mark: { type: "rect", color: c.accent, opacity: 0.1 }, encoding: { ...xy(), x2: { field: "x2" }, y2: { field: "y2" } } },
    { ...zero, encoding: { x: { field: "v", type: "quantitative" } } },
    { ...zero, encoding: { y: { field: "v", type: "quantitative" } } },
    { ...of("cloud"), mark: { type: "circle", size: 9, color: c.cloud, opacity: 0.5 }, encoding: xy() },
    { ...of("line"), mark: { type: "line", color: c.ink, strokeWidth: 1.4 }, encoding: xy({ order: { field: "row" } }) },
    { name: "frontier", ...of("frontier"), mark: { type: "circle", size: 60, color: c.ink, cursor: "pointer" }, encoding: xy({ tooltip: tip }) },
    { name: "named", ...of("named"), mark: { type: "point", filled: true, shape: "diamond", size: 130, color: c.accent, cursor: "pointer" }, encoding: xy({ tooltip: [{ field: "label", title: "package" }, ...tip] }) },
    ...[{ stroke: c.page, strokeWidth: 4 }, {}].map((halo) => ({ ...of("words"), mark: { type: "text", dx: { expr: "datum.right ? -10 : 10" }, dy: -9, align: { expr: "datum.right ? 'right' : 'left'" }, fontSize: 11.5, color: c.ink, ...halo }, encoding: xy({ text: { field: "short" } }) })),
    { ...of("compared"), mark: { type: "point", shape: "square", size: 170, color: c.soft, strokeWidth: 2.5 }, encoding: xy({ tooltip: [{ field: "label", title: "compared" }, ...tip] }) },
    { ...of("here"), mark: { type: "point", shape: "cross", filled: true, size: 260, color: c.two, stroke: c.page, strokeWidth: 1 }, encoding: xy({ tooltip: [{ field: "label", title: "" }, ...tip] }) },
  ];
  return { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 400, autosize: { type: "fit", contains: "padding" }, description: `Gains over no deal of ${table.parties[p].name} and ${table.parties[q].name}: a sample of packages, the frontier, named packages and this package`, params: Object.entries(ends).map(([name, value]) => ({ name, value })), layer: layer.filter((one) => one.data.values.length) };
}

// Volumes of the sectors that grow and shrink most, party by party in the dossier's order, on one scale; with lines
// for how far each reaches, where that is known: region, sector -> its ends.
export async function sectorBars(node, table, sectors, spans = null) {
  const c = colours(), most = 5, panels = [], digits = fitting(Object.values(sectors).flatMap((rows) => rows.map((r) => r.volume)), 2);
  for (const code of Object.keys(table.parties).filter((one) => sectors[one])) { // some have no economy of their own
    const ends = spans?.[table.parties[code].region];
    const moving = sectors[code].map((r) => ({ ...r, ...(ends?.[r.code] ? { low: ends[r.code][0], high: ends[r.code][1] } : {}) })).filter((r) => Math.abs(r.volume) >= 0.5 / 10 ** digits);
    const rows = moving.length <= 2 * most ? moving : [...moving.slice(0, most), ...moving.slice(-most)];
    if (rows.length) panels.push({ title: table.parties[code].name, rows });
  }
  if (!panels.length) {
    node.replaceChildren("No sector moves.");
    return null;
  }
  const values = panels.flatMap((one) => one.rows);
  const reach = [Math.min(0, ...values.map((r) => Math.min(r.volume, r.low ?? 0))), Math.max(0, ...values.map((r) => Math.max(r.volume, r.high ?? 0)))];
  const narrow = node.clientWidth < 420;
  const panel = ({ title, rows }, j) => ({
    title: { text: title, anchor: "start", fontSize: 12, color: c.ink, frame: "group" },
    width: Math.max(110, node.clientWidth - (narrow ? 215 : 265)),
    height: { step: 17 },
    data: { values: rows },
    encoding: { y: { field: "name", type: "nominal", sort: rows.map((r) => r.name), title: null, axis: { labelLimit: narrow ? 190 : 240, labelFontSize: narrow ? 10.5 : 12 } } },
    layer: [{
      mark: { type: "bar" },
      encoding: {
        x: { field: "volume", type: "quantitative", scale: { domain: reach }, title: j === panels.length - 1 ? `volume of output, % against today${spans ? "; lines: 90 of 100 draws" : ""}` : null },
        color: { condition: { test: "datum.volume < 0", value: c.two }, value: c.accent },
        tooltip: [{ field: "name", title: "sector" }, { field: "volume", format: `+.${digits}f`, title: "volume, %" }, ...(spans ? [{ field: "low", format: `+.${digits}f`, title: "5 in 100 below" }, { field: "high", format: `+.${digits}f`, title: "5 in 100 above" }] : []), { field: "employment", format: `+.${digits}f`, title: "jobs, %" }, { field: "before", format: `,.${fitting(rows.map((r) => r.before), 0)}f`, title: "output on the eve, bn USD" }],
      },
    }, ...(spans ? [{ mark: { type: "rule", strokeWidth: 1.5, color: c.ink }, encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } } }] : [])],
  });
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "Volume of output of the sectors that grow and shrink most, by party", vconcat: panels.map(panel), spacing: 14 };
  return draw(node, spec);
}
