// What the position can be taken away as.
import { $, patient, copied, el, fault, onPaper } from "./common.js";
import { bench, query } from "./bench.js";
import { FIGURES } from "./embed.js";
import { wanted } from "./ranges.js";

const GROUPS = {
  "This position": [["position.html", "Position: one page with everything, offline"], ["brief.html", "Brief: one file, reads offline, prints"], ["one-page.html", "One page"], ["brief.md", "Brief, Markdown"], ["brief.docx", "Brief, for Word"], ["dossier.yaml", "Dossier, to open again"]],
  "Tables of this position (csv)": [["tables.zip", "All tables and their guide, zip"], ["columns.csv", "What the columns mean"], ["regions.csv", "Regions"], ["sectors.csv", "Sectors"], ["households.csv", "Households"], ["trade.csv", "Trade"], ["frontier.csv", "Frontier"]],
  Pictures: [["deal-space.svg", "Deal space, SVG"], ["deal-space.png", "Deal space, PNG"], ["sectors.svg", "Sectors, SVG"], ["sectors.png", "Sectors, PNG"], ["map.svg", "Map, SVG"], ["map.png", "Map, PNG"], ["deal-space-now.svg", "Deal space as on the screen, SVG"], ["deal-space-now.png", "Deal space as on the screen, PNG"]],
};
const drawn = (kind) => /^(deal-space-now|sectors|map)\.(svg|png)$/.test(kind);

/** @param {Record<string, (node: any) => Promise<any>>} charts by name, each draws itself */
export function build(charts) {
  const embeds = Object.entries(FIGURES).map(([figure, label]) => el("button", { type: "button", "data-embed": figure, onclick: (e) => embed(figure, e.currentTarget) }, label));
  $("downloads").replaceChildren(
    ...Object.entries(GROUPS).flatMap(([title, kinds]) => [el("b", { class: "small" }, title), ...kinds.filter(([kind]) => kind !== "households.csv" || bench.table.households).map(([kind, label]) => el("button", { type: "button", "data-kind": kind, title: kind, onclick: (e) => (drawn(kind) ? picture(kind, charts) : download(kind, e.currentTarget)) }, label))]),
    el("p", { class: "soft small" }, "The page, regions, sectors, households and their zip hold ranges while “with ranges” is ticked, under “Every country”; that takes some seconds."),
    el("b", { class: "small" }, "Copy code to embed"), ...embeds,
    el("p", { class: "soft small" }, bench.table.framed_by.length ? `May be shown on: ${bench.table.framed_by.join(", ")}.` : "No site may show it in a frame yet: start the workbench with --embed-in https://your.site."));
}

// A chart as it is drawn now, on white, with its title and what it is of.
const TITLES = { "deal-space-now": "gains over no deal", sectors: "sectors won and lost", map: "real income, flows of goods" };
async function picture(name, charts) {
  const [chart, form] = name.split("."), note = chart === "deal-space-now" ? ["Red cross: this package. Black: the frontier. Diamonds: named packages. Grey: some of all packages."] : chart === "map" ? ["Lines: blue more, red less; the dot is the importer."] : [];
  const view = await onPaper(`${bench.table.title}: ${TITLES[chart]}`, [...bench.result[chart === "deal-space-now" ? "credit" : "credit_percent"], ...note], charts[chart]);
  if (!view) return fault("This chart is empty here: nothing moves.");
  const url = form === "svg" ? URL.createObjectURL(new Blob([await view.toSVG()], { type: "image/svg+xml" })) : await view.toImageURL("png", 2);
  el("a", { href: url, download: `${bench.table.name}-${name}` }).click();
}

/** Put the code of a frame with one figure of this position on the clipboard. @param {string} figure @param {any} button */
async function embed(figure, button) {
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const address = `${location.origin}/embed?${query(bench.state)}&show=${figure}`, title = `${bench.table.title}: ${FIGURES[figure].toLowerCase()}`;
  await copied(`<iframe src="${quoted(address)}" title="${quoted(title)}" width="720" height="${figure === "headline" ? 320 : 640}" loading="lazy" style="border:0"></iframe>`, button);
}

/** Downloads on their way, by kind. @type {Map<string, AbortController>} */
const preparing = new Map();
async function download(kind, button) {
  if (preparing.has(kind)) return preparing.get(kind).abort();
  const label = button.textContent, stop = new AbortController();
  preparing.set(kind, stop);
  button.textContent = "Preparing… click to cancel";
  try {
    const answer = await patient(`/api/tables/${bench.key}/download/${kind}`, { state: bench.state, ranges: wanted() }, { signal: stop.signal });
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: `${bench.table.name}-${kind}` });
    link.click();
    URL.revokeObjectURL(link.href);
    fault("");
  } catch (error) {
    if (!stop.signal.aborted) fault(error.message);
  }
  preparing.delete(kind);
  button.textContent = label;
}
