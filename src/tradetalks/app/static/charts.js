// The deal space and the sectors as Vega-Lite, in the page's own colours.
import { colours, dark, draw, fitting } from "./common.js";
import { ground, placed } from "./labels.js";

/** The deal space as it stands on the page: only the package moves on it while all else is the same. @type {any} */
let standing = null;

/** Parties two by two: what a picture of more than two may be drawn of. @param {any} table @returns {[string, string][]} */
export const pairs = (table) => { const codes = Object.keys(table.parties); return codes.flatMap((p, j) => codes.slice(j + 1).map((q) => /** @type {[string, string]} */ ([p, q]))); };

/**
 * Gains of two parties against each other; of more, of the pair that is asked for.
 * @param {any} node @param {any} table @param {any} points @param {{x: number, y: number}} here @param {any[]} compared @param {(package_: any) => void} pick @param {[string, string]} [pair]
 */
export async function dealSpace(node, table, points, here, compared, pick, pair = pairs(table)[0]) {
  const { factor, digits } = table.unit, scaled = (d) => ({ ...d, x: factor * d.x, y: factor * d.y });
  [here, compared] = [scaled(here), compared.map(scaled)]; // in the unit that the page tells
  const of = JSON.stringify([compared, dark(), node.clientWidth, pair]);
  const { x, y } = here, within = (low, value, high) => low <= value && value <= high;
  if (standing?.node === node && standing.points === points && standing.of === of) {
    if (!within(standing.x[0], x, standing.x[1]) || !within(standing.y[0], y, standing.y[1])) standing.widen(here);
    const { view } = standing.drawn;
    await view.data("here", [{ ...here, label: "this package" }]).data("labels", standing.labels(view, here)).runAsync();
    return standing.drawn;
  }
  const codes = Object.keys(table.parties), [p, q] = pair, [i, j] = pair.map((code) => codes.indexOf(code));
  const c = colours();
  const at = (point) => scaled({ x: point.gain[p], y: point.gain[q] });
  const cloud = points.cloud.map((gains) => scaled({ x: gains[i], y: gains[j] }));
  const frontier = points.frontier.map((point, row) => ({ ...at(point), row, kind: "frontier" }));
  const named = Object.entries(points.named).map(([name, point]) => ({ ...at(point), name, label: point.title }));
  const current = [{ ...here, label: "this package" }];
  const data = (values) => ({ values });
  const labels = labelled(named, points.failed, { frontier, cloud, compared, line: codes.length === 2 });
  const all = [...cloud, ...frontier, ...named, ...current, ...compared];
  const reach = (key) => [Math.min(0, ...all.map((d) => d[key])), Math.max(0, ...all.map((d) => d[key]))];
  const wide = (key, right) => { const [low, high] = reach(key); return [low - 0.04 * (high - low), high + right * (high - low)]; };
  const ends = () => Object.fromEntries([["x", 0.2], ["y", 0.06]].flatMap(([key, right]) => wide(key, right).map((v, k) => [`${key}${k}`, v])));
  const scale = (key) => ({ domain: [{ expr: `${key}0` }, { expr: `${key}1` }], nice: false });
  const xy = (extra = {}) => ({
    x: { field: "x", type: "quantitative", scale: scale("x"), title: `gain of ${table.parties[p].name} over no deal, ${table.unit.title}` },
    y: { field: "y", type: "quantitative", scale: scale("y"), title: `gain of ${table.parties[q].name} over no deal, ${table.unit.title}` },
    ...extra,
  });
  const zone = () => [{ x: 0, y: 0, x2: reach("x")[1], y2: reach("y")[1] }];
  const tip = [{ field: "x", title: table.parties[p].name, format: `+,.${digits}f` }, { field: "y", title: table.parties[q].name, format: `+,.${digits}f` }];
  const layer = [
    { data: { name: "zone", values: zone() }, mark: { type: "rect", color: c.accent, opacity: 0.1 }, encoding: { ...xy(), x2: { field: "x2" }, y2: { field: "y2" } } },
    { data: data([{ v: 0 }]), mark: { type: "rule", color: c.soft, strokeDash: [4, 3] }, encoding: { x: { field: "v", type: "quantitative" } } },
    { data: data([{ v: 0 }]), mark: { type: "rule", color: c.soft, strokeDash: [4, 3] }, encoding: { y: { field: "v", type: "quantitative" } } },
    { data: data(cloud), mark: { type: "circle", size: 9, color: c.cloud, opacity: 0.5 }, encoding: xy() },
    // of three parties the frontier is no line in the plane of two
    { data: data(codes.length > 2 ? [] : frontier), mark: { type: "line", color: c.ink, strokeWidth: 1.4 }, encoding: xy({ order: { field: "row" } }) },
    { name: "frontier", data: data(frontier), mark: { type: "circle", size: 60, color: c.ink, cursor: "pointer" }, encoding: xy({ tooltip: tip }) },
    { name: "named", data: data(named), mark: { type: "point", filled: true, shape: "diamond", size: 130, opacity: 1, color: c.accent, stroke: c.page, strokeWidth: 1, cursor: "pointer" }, encoding: xy({ tooltip: [{ field: "label", title: "package" }, ...tip] }) },
    { name: "compared", data: data(compared), mark: { type: "point", shape: "square", size: 170, opacity: 1, color: c.soft, strokeWidth: 2.5 }, encoding: xy({ tooltip: [{ field: "label", title: "compared" }, ...tip] }) },
    { name: "here", data: { name: "here", values: current }, mark: { type: "point", shape: "cross", filled: true, size: 260, opacity: 1, color: c.two, stroke: c.page, strokeWidth: 1 }, encoding: xy({ tooltip: [{ field: "label", title: "" }, ...tip] }) },
    { data: { name: "labels" }, mark: { type: "rule", color: c.soft, strokeWidth: 0.8 }, encoding: xy({ x2: { field: "lx" }, y2: { field: "my" } }) },
    ...[{ stroke: c.page, strokeWidth: 4 }, {}].map((halo, j) => ({ name: `names_${j}`, data: { name: "labels" }, mark: { type: "text", align: { expr: "datum.align" }, baseline: "top", fontSize: SIZE, color: c.ink, ...halo }, encoding: xy({ x: { ...xy().x, field: "lx" }, y: { ...xy().y, field: "ly" }, text: { field: "text" } }) })),
  ];
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 400, autosize: { type: "fit", contains: "padding" }, description: `Gains over no deal of ${table.parties[p].name} and ${table.parties[q].name}: a sample of packages, the frontier, named packages and this package`, params: Object.entries(ends()).map(([name, value]) => ({ name, value })), datasets: { labels: [] }, layer: layer.filter((one) => one.data.name === "labels" || one.data.values.length) };
  const found = await draw(node, spec);
  await found.view.data("labels", labels(found.view, here)).runAsync(); // its size is known now
  found.view.addEventListener("click", (_, item) => {
    const datum = item && item.datum;
    if (!datum) return;
    if (datum.name) pick(points.named[datum.name].package);
    else if (datum.kind === "frontier") pick(points.frontier[datum.row].package);
  });
  if (!node.id) return found;
  standing = { node, points, of, labels, x: reach("x"), y: reach("y"), drawn: found };
  standing.widen = (place) => { // it lies outside: all scales reach there from now on
    all.push(place);
    Object.assign(standing, { x: reach("x"), y: reach("y") });
    for (const [name, value] of Object.entries(ends())) found.view.signal(name, value);
    found.view.data("zone", zone());
  };
  return found;
}

const SIZE = 11.5;
/**
 * Gives the places of names of packages, once a picture's size is known and as this package moves.
 * @param {{name: string, x: number, y: number}[]} named @param {boolean} failed did the talks fail? @param {{frontier: any[], cloud: any[], compared: any[], line: boolean}} drawn
 * @returns {(view: any, here: {x: number, y: number}) => any[]}
 */
function labelled(named, failed, { frontier, cloud, compared, line }) {
  const short = { nash: "fair split", agreed: failed ? "followed" : "agreed" }, known = { of: "", ground: null };
  return (view, here) => {
    const [x0, x1, y0, y1] = ["x0", "x1", "y0", "y1"].map((name) => view.signal(name)), [wide, high] = [(x1 - x0) / view.width(), (y1 - y0) / view.height()];
    const at = (d, reach, faint = false) => ({ x: (d.x - x0) / wide, y: (y1 - d.y) / high, reach, faint }), of = [x0, x1, y0, y1, wide, high].join();
    if (known.of !== of) {
      const dots = frontier.map((d) => at(d, 5)), zero = at({ x: 0, y: 0 }, 0);
      const lines = line ? dots.slice(1).flatMap((d, j) => between(dots[j], d)) : [];
      const dashed = [...Array(Math.ceil(view.width())).keys()].map((x) => ({ x, y: zero.y, reach: 0, faint: true })).concat([...Array(Math.ceil(view.height())).keys()].map((y) => ({ x: zero.x, y, reach: 0, faint: true })));
      const marks = [...dots, ...lines, ...named.map((d) => at(d, 9)), ...compared.map((d) => at(d, 9)), ...cloud.map((d) => at(d, 0, true)), ...dashed];
      Object.assign(known, { of, ground: ground(view.width(), view.height(), marks) });
    }
    const told = Object.values(Object.groupBy(named.filter((d) => short[d.name]), (d) => `${d.x} ${d.y}`)).map((same) => ({ ...at(same[0], 9), text: same.map((d) => short[d.name]).join(", ") }));
    const places = placed(known.ground, told, [at(here, 10)], SIZE);
    return told.map(({ x, y, text }, j) => {
      const { box, align } = places[j], edge = align === "left" ? box.left : box.right;
      return { x: x0 + x * wide, y: y1 - y * high, text, align, lx: x0 + edge * wide, ly: y1 - (box.top + 1) * high, my: y1 - ((box.top + box.bottom) / 2) * high };
    });
  };
}

/** The line from one point to the next, as marks. @param {import("./labels.js").Mark} a @param {import("./labels.js").Mark} b */
function between(a, b) {
  const steps = Math.min(400, Math.floor(Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y)) / 3));
  return [...Array(Math.max(0, steps - 1)).keys()].map((k) => ({ x: a.x + ((b.x - a.x) * (k + 1)) / steps, y: a.y + ((b.y - a.y) * (k + 1)) / steps, reach: 2 }));
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
        x: { field: "volume", type: "quantitative", scale: { domain: reach }, title: j === panels.length - 1 ? `volume of output, % against today${spans ? "; lines: 90 of 100 draws of the model" : ""}` : null },
        color: { condition: { test: "datum.volume < 0", value: c.two }, value: c.accent },
        tooltip: [{ field: "name", title: "sector" }, { field: "volume", format: `+.${digits}f`, title: "volume, %" }, ...(spans ? [{ field: "low", format: `+.${digits}f`, title: "5 in 100 below" }, { field: "high", format: `+.${digits}f`, title: "5 in 100 above" }] : []), { field: "employment", format: `+.${digits}f`, title: "jobs, %" }, { field: "before", format: `,.${fitting(rows.map((r) => r.before), 0)}f`, title: "output on the eve, bn USD" }],
      },
    }, ...(spans ? [{ mark: { type: "rule", strokeWidth: 1.5, color: c.ink }, encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } } }] : [])],
  });
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "Volume of output of the sectors that grow and shrink most, by party", vconcat: panels.map(panel), spacing: 14 };
  return draw(node, spec);
}
