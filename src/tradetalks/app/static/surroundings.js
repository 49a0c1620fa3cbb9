// Timeline and World: what surrounds the open dossier, before any package.
import { $, drawServed, el, fault, figure, patient, remembered, theme } from "./common.js";
import { table } from "./tables.js";

const asked = new URLSearchParams(location.search || sessionStorage.getItem("position") || "");
const key = asked.get("d") || $("of").dataset.first;
const page = document.body.dataset.page;
let told = null;

async function chart() {
  if (!told?.chart) return;
  await drawServed($("chart"), told.chart);
}

async function timeline() {
  $("of").textContent = told.rows.length ? `${told.title}: duties between its parties, as the dated ledger has them.` : `${told.title}: the ledger holds no duties between its parties.`;
  $("now").replaceChildren(...told.now.map((line) => el("li", {}, line)));
  $("note").hidden = !told.chart;
  if (told.rows.length) $("tables").append(table({ title: "Every measure, with its source", name: `${key}-duties`, columns: told.columns, rows: told.rows, shown: String }));
  await chart();
}

function world() {
  const { provenance } = told, year = provenance.year && !provenance.name.includes(provenance.year) ? `, ${provenance.year}` : "";
  $("of").textContent = `${told.computed ? told.title : "No world of its own: the embedded one"}: ${provenance.name || "a world of the dossier's own"}${year}; billions of US dollars a year. ${provenance.attribution}`;
  const fine = { regions: /%$/, sectors: /./, flows: /./ }; // columns with a decimal
  const tables = [["regions", "Regions, the parties first"], ["sectors", "Sectors, region by region"], ["flows", "Who sells to whom"]];
  $("tables").replaceChildren(...tables.map(([part, title]) => table({ title, name: `${key}-${part}`, shown: (value, column) => figure(value, fine[part].test(column) ? 1 : 0), ...told[part] })));
}

async function begin() {
  told = await (await patient(`/api/dossiers/${encodeURIComponent(key)}/${page}`)).json();
  await (page === "timeline" ? timeline() : world());
}

theme(chart);
asked.set("d", key);
asked.delete("see");
remembered(`?${asked}`);
begin()
  .catch((error) => fault(error.message))
  .finally(() => {
    $("waits").hidden = true;
    document.body.dataset.ready = "yes";
  });
