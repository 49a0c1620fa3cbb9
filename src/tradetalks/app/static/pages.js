// Every page that brings no script of its own: theme, a chart, a table to sort.
import { $, colours, dark, draw, remembered, theme } from "./common.js";

async function chart() {
  const node = $("chart");
  if (!node) return;
  const spec = JSON.parse(dark() ? node.dataset.spec.replaceAll("#1f5a99", colours().one).replaceAll("#b5382a", colours().two) : node.dataset.spec);
  delete spec.config;
  spec.width = "container";
  spec.autosize = { type: "fit", contains: "padding" };
  await draw(node, spec);
}

function sorting() {
  const pick = $("sort");
  if (!pick) return;
  const body = $("regions").tBodies[0];
  pick.addEventListener("change", () => {
    const column = Number(pick.value);
    const value = (row) => Number(row.cells[column].dataset.value);
    body.append(...[...body.rows].sort((a, b) => value(b) - value(a)));
  });
}

theme(chart);
remembered();
chart();
sorting();
document.body.dataset.ready = "yes";
