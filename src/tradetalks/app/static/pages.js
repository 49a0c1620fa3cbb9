// Every page that brings no script of its own: theme, a chart, a table to sort.
import { $, drawServed, remembered, theme } from "./common.js";

async function chart() {
  const node = $("chart");
  if (!node) return;
  await drawServed(node, JSON.parse(node.dataset.spec));
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
