// The deal space and the sectors as Vega-Lite, in the page's own colours.
import { colours, dark, draw, fitting, perCents } from "./common.js";
import { AXIS, CLOUD, ground, placed } from "./labels.js";
import { dots } from "./dots.js";

/** The deal space as it stands on the page: what moves on it is put in its place while it is of the same talks. @type {any} */
let standing = null;
/** Data that hang on the talks' points alone. */
const STILL = ["line", "frontier", "named"];

/** Parties two by two: what a picture of more than two may be drawn of. @param {any} table @returns {[string, string][]} */
export const pairs = (table) => { const codes = Object.keys(table.parties); return codes.flatMap((p, j) => codes.slice(j + 1).map((q) => /** @type {[string, string]} */ ([p, q]))); };

/**
 * Gains of two parties against each other; of more, of the pair that is asked for.
 * @param {any} node @param {any} table @param {any} points @param {{x: number, y: number, low?: any, high?: any}} here @param {any[]} compared @param {(package_: any) => void} pick @param {[string, string]} [pair]
 */
export async function dealSpace(node, table, points, here, compared, pick, pair = pairs(table)[0]) {
  const now = { points, here, compared, told: JSON.stringify(compared) }, of = JSON.stringify([table.unit, dark(), node.clientWidth, pair]);
  const same = standing?.node === node && standing.of === of && standing.table === table;
  if (same && standing.now.points === points && standing.now.told === now.told) now.also = [...standing.now.also, ...reached(here)]; // only the package moves
  else now.also = reached(here);
  const sets = spaceSets(table, now, pair), filled = Object.keys(sets.data).filter((name) => sets.data[name].length).join();
  if (same && standing.filled === filled) {
    standing.worded(standing.drawn.view, sets, now);
    for (const [name, value] of Object.entries(sets.ends)) standing.drawn.view.signal(name, value);
    const still = standing.now.points === points ? STILL : []; // of the same points: in their places, hundreds of them
    for (const [name, values] of Object.entries(sets.data)) if (values.length && !still.includes(name) && values !== standing.data[name] && (name === "dots" || JSON.stringify(values) !== JSON.stringify(standing.data[name]))) standing.drawn.view.data(name, values);
    Object.assign(standing, { now, sets, data: sets.data });
    await standing.drawn.view.runAsync();
    return standing.drawn;
  }
  const drawn = await draw(node, spaceSpec(table, sets, pair)), worded = wording();
  await sized(drawn.view, worded(drawn.view, sets, now)).runAsync(); // its size is known now
  const own = { node, table, of, now, filled, sets, data: sets.data, drawn, worded };
  drawn.view.addSignalListener("width", () => drawn.view.runAfter(() => { // the window is another size
    sized(drawn.view, worded(drawn.view, own.sets, own.now)).run();
  }));
  drawn.view.addEventListener("click", (_, item) => {
    const datum = item && item.datum;
    if (!datum) return;
    if (datum.name) pick(own.now.points.named[datum.name].package);
    else if (datum.kind === "frontier") pick(own.now.points.frontier[datum.row].package);
  });
  if (node.id) standing = own;
  return drawn;
}

/** A position's point, and the ends of its ranges where they are drawn. @param {any} here */
const reached = ({ x, y, low, high }) => [{ x, y }, ...(low ? [low, high] : [])];
/** Lines through a position to the ends of its ranges; of none a line of no length. @param {any} here @param {(d: any) => any} scaled */
function whiskers({ x, y, low = { x, y }, high = { x, y } }, scaled) {
  const [at, from, to] = [{ x, y }, low, high].map(scaled);
  return [{ x: from.x, y: at.y, x2: to.x, y2: at.y }, { x: at.x, y: from.y, x2: at.x, y2: to.y }];
}

/** A picture with what hangs on its size put in its place. @param {any} view @param {Record<string, any[]>} data */
const sized = (view, data) => ["dots", "words"].filter((name) => data[name].length).reduce((all, name) => all.data(name, data[name]), view);

/**
 * What the deal space shows, by data set, in the unit that the page tells, and the ends of its scales.
 * @param {any} table @param {any} now @param {[string, string]} pair
 */
function spaceSets(table, { points, here, compared, also }, [p, q]) {
  const { factor } = table.unit, codes = Object.keys(table.parties), [i, j] = [p, q].map((code) => codes.indexOf(code));
  const scaled = (d) => ({ ...d, x: factor * d.x, y: factor * d.y }), at = (point) => scaled({ x: point.gain[p], y: point.gain[q] });
  const cloud = points.cloud.map((gains) => scaled({ x: gains[i], y: gains[j] }));
  const frontier = points.frontier.map((point, row) => ({ ...at(point), row, kind: "frontier" }));
  const named = Object.entries(points.named).map(([name, point]) => ({ ...at(point), name, label: point.title }));
  const all = [...cloud, ...frontier, ...named, ...also.map(scaled), ...compared.map(scaled)];
  const [x, y] = ["x", "y"].map((key) => [Math.min(0, ...all.map((d) => d[key])), Math.max(0, ...all.map((d) => d[key]))]);
  const apart = ([low, high]) => high - low || 1; // where nobody gains anything all points are one, and a scale still needs two ends
  const wide = (name, ends, right) => [[`${name}0`, ends[0] - 0.04 * apart(ends)], [`${name}1`, ends[1] + right * apart(ends)]];
  const short = { nash: "fair split", agreed: points.failed ? "followed" : "agreed" };
  const words = Object.values(Object.groupBy(named.filter((d) => short[d.name]), (d) => `${d.x} ${d.y}`)).map((same) => { const { x, y } = same[0]; return { x, y, lx: x, ly: y, my: y, align: "left", text: same.map((d) => short[d.name]).join(", ") }; }); // at their points, until the picture has a size
  return {
    cloud,
    ends: Object.fromEntries([...wide("x", x, 0.2), ...wide("y", y, 0.06)]),
    data: {
      zone: [{ x: 0, y: 0, x2: x[1], y2: y[1] }], dots: dots([]), line: codes.length > 2 ? [] : frontier, // of three parties the frontier is no line in the plane of two
      frontier, named, words, compared: compared.map(scaled), whiskers: whiskers(here, scaled), here: [{ ...scaled({ x: here.x, y: here.y }), label: "this package" }],
    },
  };
}

/** The deal space as Vega-Lite. @param {any} table @param {any} sets @param {[string, string]} pair */
function spaceSpec(table, { ends, data }, pair) {
  const [p, q] = pair, c = colours(), { digits } = table.unit;
  const of = (name) => ({ data: { name, values: data[name] } });
  const scale = (key) => ({ domain: [{ expr: `${key}0` }, { expr: `${key}1` }], nice: false });
  const xy = (extra = {}) => ({
    x: { field: "x", type: "quantitative", scale: scale("x"), title: `gain of ${table.parties[p].name} over no deal, ${table.unit.title}` },
    y: { field: "y", type: "quantitative", scale: scale("y"), title: `gain of ${table.parties[q].name} over no deal, ${table.unit.title}` },
    ...extra,
  });
  const tip = [{ field: "x", title: table.parties[p].name, format: `+,.${digits}f` }, { field: "y", title: table.parties[q].name, format: `+,.${digits}f` }];
  const zero = { data: { values: [{ v: 0 }] }, mark: { type: "rule", color: c.soft, strokeDash: [4, 3] } };
  const layer = [
    { ...of("zone"), mark: { type: "rect", color: c.accent, opacity: 0.1 }, encoding: { ...xy(), x2: { field: "x2" }, y2: { field: "y2" } } },
    { ...zero, encoding: { x: { field: "v", type: "quantitative" } } },
    { ...zero, encoding: { y: { field: "v", type: "quantitative" } } },
    { ...of("dots"), projection: { type: "identity", scale: 1, translate: [0, 0] }, mark: { type: "geoshape", filled: false, stroke: c.cloud, strokeWidth: 3, strokeCap: "round", opacity: 0.5, aria: false } },
    { ...of("line"), mark: { type: "line", color: c.ink, strokeWidth: 1.4 }, encoding: xy({ order: { field: "row" } }) },
    { name: "frontier", ...of("frontier"), mark: { type: "circle", size: 60, color: c.ink, cursor: "pointer" }, encoding: xy({ tooltip: tip }) },
    { name: "named", ...of("named"), mark: { type: "point", filled: true, shape: "diamond", size: 130, opacity: 1, color: c.accent, stroke: c.page, strokeWidth: 1, cursor: "pointer" }, encoding: xy({ tooltip: [{ field: "label", title: "package" }, ...tip] }) },
    { name: "compared", ...of("compared"), mark: { type: "point", shape: "square", size: 170, opacity: 1, color: c.soft, strokeWidth: 2.5 }, encoding: xy({ tooltip: [{ field: "label", title: "compared" }, ...tip] }) },
    { name: "whiskers", ...of("whiskers"), mark: { type: "rule", color: c.two, strokeWidth: 2, opacity: 0.8 }, encoding: xy({ x2: { field: "x2" }, y2: { field: "y2" } }) },
    { name: "here", ...of("here"), mark: { type: "point", shape: "cross", filled: true, size: 260, opacity: 1, color: c.two, stroke: c.page, strokeWidth: 1 }, encoding: xy({ tooltip: [{ field: "label", title: "" }, ...tip] }) },
    { ...of("words"), mark: { type: "rule", color: c.soft, strokeWidth: 0.8 }, encoding: xy({ x2: { field: "lx" }, y2: { field: "my" } }) },
    ...[{ stroke: c.page, strokeWidth: 4 }, {}].map((halo, j) => ({ name: `names_${j}`, ...of("words"), mark: { type: "text", align: { expr: "datum.align" }, baseline: "top", fontSize: SIZE, color: c.ink, ...halo }, encoding: xy({ x: { ...xy().x, field: "lx" }, y: { ...xy().y, field: "ly" }, text: { field: "text" } }) })),
  ];
  return { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 400, autosize: { type: "fit", contains: "padding" }, description: `Gains over no deal of ${table.parties[p].name} and ${table.parties[q].name}: a sample of packages, the frontier, named packages and this package`, params: Object.entries(ends).map(([name, value]) => ({ name, value })), layer: layer.filter((one) => one.data.values.length) };
}

const SIZE = 11.5;
/**
 * Gives the cloud's dots and names of packages their places, once a picture's size is known and as this package moves;
 * what stands still under names is looked at once.
 * @returns {(view: any, sets: any, now: any) => Record<string, any[]>} the data sets with both
 */
function wording() {
  const known = { of: "", points: null, ground: null, dots: [] };
  return (view, { ends: { x0, x1, y0, y1 }, cloud, data }, { points, told }) => {
    const width = view.width(), height = view.height();
    if (!(width > 0 && height > 0)) return data; // out of sight: nothing has a place
    const wide = (x1 - x0) / width, high = (y1 - y0) / height, of = JSON.stringify([x0, x1, y0, y1, width, height, told]);
    const at = (d, reach, faint = 0) => ({ x: (d.x - x0) / wide, y: (y1 - d.y) / high, reach, faint });
    if (known.of !== of || known.points !== points) {
      const grey = cloud.map((d) => at(d, 0, CLOUD)), line = data.line.map((d) => at(d, 2)), zero = at({ x: 0, y: 0 }, 0, AXIS), span = (length) => [...Array(Math.ceil(length)).keys()];
      const dashed = [...span(width).map((x) => ({ ...zero, x })), ...span(height).map((y) => ({ ...zero, y }))];
      const marks = [...data.frontier.map((d) => at(d, 5)), ...line.slice(1).flatMap((d, j) => between(line[j], d)), ...[...data.named, ...data.compared].map((d) => at(d, 9)), ...grey, ...dashed];
      Object.assign(known, { of, points, ground: ground(width, height, marks), dots: dots(grey) });
    }
    const words = data.words.map(({ x, y, text }) => ({ x, y, text }));
    const places = placed(known.ground, words.map((d) => ({ ...at(d, 9), text: d.text })), data.here.map((d) => at(d, 10)), SIZE);
    data.dots = known.dots;
    data.words = places.map(({ box, align }, j) => ({ ...words[j], align, lx: x0 + (align === "left" ? box.left : box.right) * wide, ly: y1 - (box.top + 1) * high, my: y1 - ((box.top + box.bottom) / 2) * high }));
    return data;
  };
}

/** The line from one point to the next, as marks. @param {import("./labels.js").Mark} a @param {import("./labels.js").Mark} b */
function between(a, b) {
  const steps = Math.min(400, Math.floor(Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y)) / 3));
  return [...Array(Math.max(0, steps - 1)).keys()].map((k) => ({ ...a, x: a.x + ((b.x - a.x) * (k + 1)) / steps, y: a.y + ((b.y - a.y) * (k + 1)) / steps }));
}

// Volumes of the sectors that grow and shrink most, party by party in the dossier's order, on one scale; with lines
// for how far each reaches, where that is known: region, sector -> its ends.
export async function sectorBars(node, table, sectors, spans = null, coming = false) {
  const c = colours(), most = 5, panels = [], digits = perCents(Object.values(sectors).flatMap((rows) => rows.map((r) => r.volume)));
  for (const code of Object.keys(table.parties).filter((one) => sectors[one])) { // some have no economy of their own
    const ends = spans?.[table.parties[code].region];
    const moving = sectors[code].map((r) => ({ ...r, ...(ends?.[r.code] ? { low: ends[r.code][0], high: ends[r.code][1] } : {}) })).filter((r) => Math.abs(r.volume) >= 0.5 / 10 ** digits);
    const rows = [...moving.filter((r) => r.volume > 0).slice(0, most), ...moving.filter((r) => r.volume < 0).slice(-most)];
    if (rows.length) panels.push({ title: table.parties[code].name, rows });
  }
  if (!panels.length) {
    node.replaceChildren("No sector moves.");
    return null;
  }
  const values = panels.flatMap((one) => one.rows);
  const [least, largest] = [Math.min(0, ...values.map((r) => Math.min(r.volume, r.low ?? 0))), Math.max(0, ...values.map((r) => Math.max(r.volume, r.high ?? 0)))];
  const room = 0.04 * (largest - least), reach = [least && least - room, largest && largest + room]; // no bar ends at the edge, as if it were cut off
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
        x: { field: "volume", type: "quantitative", scale: { domain: reach }, axis: { tickCount: 3, titleAnchor: "end" }, title: j === panels.length - 1 ? ["volume of output, % against today", ...(spans ? ["lines: 90 of 100 draws of the model"] : coming ? ["lines of 90 of 100 draws are being worked out"] : [])] : null },
        color: { condition: { test: "datum.volume < 0", value: c.two }, value: c.accent },
        tooltip: [{ field: "name", title: "sector" }, { field: "volume", format: `+.${digits}f`, title: "volume, %" }, ...(spans ? [{ field: "low", format: `+.${digits}f`, title: "5 in 100 below" }, { field: "high", format: `+.${digits}f`, title: "5 in 100 above" }] : []), { field: "employment", format: `+.${digits}f`, title: "jobs, %" }, { field: "before", format: `,.${fitting(rows.map((r) => r.before), 0)}f`, title: "output on the eve, bn USD" }],
      },
    }, ...(spans ? [{ transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }], mark: { type: "rule", strokeWidth: 1.5, color: c.ink }, encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } } }] : [])],
  });
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "Volume of output of the sectors that grow and shrink most, by party", vconcat: panels.map(panel), spacing: 14 };
  return draw(node, spec);
}
