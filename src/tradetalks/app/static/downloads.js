// What the position can be taken away as.
import { $, ask, el } from "./common.js";
import { bench } from "./bench.js";
import { fault } from "./opening.js";

const GROUPS = {
  "This position": [["brief.html", "Brief: one file, reads offline, prints"], ["one-page.html", "One page"], ["brief.md", "Brief, Markdown"], ["brief.docx", "Brief, for Word"], ["dossier.yaml", "Dossier, to open again"]],
  "Tables of this position (csv)": [["regions.csv", "Regions"], ["sectors.csv", "Sectors"], ["trade.csv", "Trade"], ["frontier.csv", "Frontier"]],
  Pictures: [["deal-space.svg", "Deal space, SVG"], ["deal-space.png", "Deal space, PNG"], ["sectors.svg", "Sectors, SVG"], ["sectors.png", "Sectors, PNG"], ["map.svg", "Map, SVG"], ["map.png", "Map, PNG"], ["deal-space-now.svg", "Deal space as on the screen, SVG"], ["deal-space-now.png", "Deal space as on the screen, PNG"]],
};
const drawn = (kind) => /^(deal-space-now|sectors|map)\.(svg|png)$/.test(kind);

/** @param {Record<string, any>} views charts as drawn now, by name */
export function build(views) {
  $("downloads").replaceChildren(...Object.entries(GROUPS).flatMap(([title, kinds]) => [el("b", { class: "small" }, title), ...kinds.map(([kind, label]) => el("button", { type: "button", "data-kind": kind, title: kind, onclick: (e) => (drawn(kind) ? picture(kind, views) : download(kind, e.currentTarget)) }, label))]));
}

// A chart as it is drawn now.
async function picture(name, views) {
  const [chart, form] = name.split(".");
  if (!views[chart]) return fault("this chart is empty here: nothing moves");
  const url = form === "svg" ? URL.createObjectURL(new Blob([await views[chart].view.toSVG()], { type: "image/svg+xml" })) : await views[chart].view.toImageURL("png", 2);
  el("a", { href: url, download: `${bench.table.name}-${name}` }).click();
}

async function download(kind, button) {
  const label = button.textContent;
  button.disabled = true;
  button.textContent = "Preparing…";
  try {
    const answer = await ask(`/api/tables/${bench.key}/download/${kind}`, { state: bench.state });
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: `${bench.table.name}-${kind}` });
    link.click();
    URL.revokeObjectURL(link.href);
    fault("");
  } catch (error) {
    fault(error.message);
  }
  button.disabled = false;
  button.textContent = label;
}
