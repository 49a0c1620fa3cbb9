// A dossier is opened: its deal space is solved in the background, told how far, given up at once where wanted.
import { $, ask, session } from "./common.js";

/** @type {string | null} */
let job = null;
let opening = 0;

/** @param {string} text */
export function fault(text) {
  $("fault").hidden = !text;
  $("fault").textContent = text;
}

/**
 * Open a dossier; ``ready`` gets what the server says of it, unless another is opened meanwhile.
 * @param {string} name @param {(found: any) => Promise<void>} ready
 */
export async function open(name, ready) {
  const own = ++opening;
  $("bench").hidden = $("noted").hidden = true;
  $("loading").hidden = false;
  $("again").hidden = true;
  $("cancel").hidden = false;
  $("loading-bar").hidden = false;
  $("loading-bar").removeAttribute("value");
  $("loading-text").textContent = "Opening the dossier…";
  $("again").dataset.name = name;
  delete document.body.dataset.ready;
  fault("");
  try {
    job = (await (await ask("/api/open", { key: name })).json()).job;
    if (own !== opening) return giveUp();
    await done(own);
    if (own !== opening) return;
    const found = await (await ask(`/api/tables/${name}`)).json();
    if (own !== opening) return;
    await ready(found);
    document.body.dataset.ready = "yes";
  } catch (error) {
    if (own === opening) stopped(error.message);
  }
}

/** @param {number} own */
async function done(own) {
  let told = { state: "running", done: 0, total: 0, error: "" };
  let since = 0, first = 0;
  while (told.state === "running") {
    told = await (await ask(`/api/jobs/${job}`)).json();
    if (own !== opening) return;
    if (told.total && !since) [since, first] = [performance.now(), told.done];
    $("loading-text").textContent = told.total ? `Solving packages: ${told.done} of ${told.total}${left(told, since, first)}` : "Bringing the world to the eve of the talks… (the first time on a machine takes a minute or two)";
    if (told.total) $("loading-bar").value = told.done / told.total;
    if (told.state === "running") await new Promise((next) => setTimeout(next, 250));
  }
  job = null;
  if (told.state !== "done") throw new Error(told.state === "cancelled" ? "Cancelled." : told.error);
}

// Time to expect, once enough was solved to say.
function left(told, since, first) {
  const seconds = (performance.now() - since) / 1000, solved = told.done - first;
  if (seconds < 2 || solved < 1) return "";
  const more = (seconds / solved) * (told.total - told.done);
  return more < 60 ? `, about ${Math.max(1, Math.round(more))} s to go` : `, about ${Math.round(more / 60)} min to go`;
}

// Opening has ended without a table: say why, and leave a way to try again.
export function stopped(text) {
  $("loading-bar").hidden = true;
  $("cancel").hidden = true;
  $("again").hidden = false;
  $("loading-text").textContent = text === "Cancelled." ? "Cancelled. Choose another dossier above, or" : "This dossier could not be opened.";
  if (text !== "Cancelled.") fault(text);
}

function giveUp() {
  if (job) ask(`/api/jobs/${job}`, undefined, "DELETE").catch(() => {});
  job = null;
}

export function cancel() {
  opening += 1;
  giveUp();
  stopped("Cancelled.");
}

/** Send a dossier's text; its key and warnings. @param {string} text @returns {Promise<{key: string, warnings: string[]}>} */
export async function upload(text) {
  const found = await (await ask("/api/upload", { text, session: session() })).json();
  sessionStorage.setItem(`upload-${found.key}`, text);
  return found;
}
