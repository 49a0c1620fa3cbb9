// One figure of a position, for a frame on another site: the headline, or one chart; the address says which.
import { $, ask, el, fault, tellIn } from "./common.js";
import { dealSpace, sectorBars } from "./charts.js";
import { bench, fromAddress } from "./bench.js";
import { followed } from "./jobs.js";
import { map } from "./map.js";
import { sentences } from "./results.js";

/** What may be shown, and what it is called. @type {Record<string, string>} */
export const FIGURES = { headline: "The headline", "deal-space": "The deal space", map: "The map", sectors: "Sectors won and lost" };

/** @param {string} figure */
async function shown(figure) {
  const { table, result, deals } = bench, [p, q] = Object.keys(table.parties);
  if (figure === "deal-space") return dealSpace($("figure"), table, deals.points, { x: result.parties[p].gain, y: result.parties[q].gain }, [], () => {});
  if (figure === "map") return map($("figure"), true);
  if (figure === "sectors") return sectorBars($("figure"), table, result.sectors);
  $("verdict").replaceChildren(...sentences(result));
  return null;
}

async function begin() {
  const asked = fromAddress(location.search), figure = new URLSearchParams(location.search).get("show") || "headline";
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  bench.key = asked.dossier || document.body.dataset.first;
  bench.state = asked.state;
  const job = (await (await ask("/api/open", { key: bench.key })).json()).job;
  await followed(job, (words) => { $("waits").textContent = words; });
  bench.table = await (await ask(`/api/tables/${bench.key}`)).json();
  tellIn(bench.table.unit);
  [bench.result, bench.deals] = await Promise.all(["evaluate", "deals"].map(async (what) => (await ask(`/api/tables/${bench.key}/${what}`, bench.state)).json()));
  $("waits").textContent = "";
  $("title").textContent = bench.table.title;
  await shown(figure);
  const whole = new URLSearchParams(location.search);
  whole.delete("show");
  $("credit").replaceChildren(...(["map", "sectors"].includes(figure) ? bench.result.credit_percent : bench.result.credit).map((line) => el("span", {}, line, el("br"))), el("a", { href: `/?${whole}`, target: "_blank", rel: "noopener" }, "Open it on the workbench"));
  document.body.dataset.ready = "yes";
}

if (document.body.dataset.page === "embed") begin().catch((error) => { $("waits").textContent = ""; fault(error.message); document.body.dataset.ready = "yes"; });
