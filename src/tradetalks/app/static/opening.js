// A dossier is opened: its deal space is solved in the background, told how far, given up at once where wanted.
import { $, fault, patient, session } from "./common.js";
import { CANCELLED, followed, giveUp } from "./jobs.js";

/** @type {string | null} */
let job = null;
let opening = 0;

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
    const begun = (await (await patient("/api/open", { key: name }, { wanted: () => own === opening })).json()).job;
    if (own !== opening) return giveUp(begun);
    job = begun;
    if ((await followed(begun, tell, () => own === opening)) === undefined) return;
    const found = await (await patient(`/api/tables/${name}`, undefined, { wanted: () => own === opening })).json();
    if (own !== opening) return;
    await ready(found);
    document.body.dataset.ready = "yes";
  } catch (error) {
    if (own !== opening) return;
    if (error.restarted) return open(name, ready);
    stopped(error.message);
  }
}

/** @param {string} words @param {number | null} share */
function tell(words, share) {
  $("loading-text").textContent = words;
  if (share === null) $("loading-bar").removeAttribute("value");
  else $("loading-bar").value = share;
}

// Opening has ended without a table: say why, and leave a way to try again.
export function stopped(text) {
  $("loading-bar").hidden = true;
  $("cancel").hidden = true;
  $("again").hidden = false;
  $("loading-text").textContent = text === CANCELLED ? "Cancelled. Choose another dossier above, or" : "This dossier could not be opened.";
  if (text !== CANCELLED) fault(text);
}

export function cancel() {
  opening += 1;
  if (job) giveUp(job);
  job = null;
  stopped(CANCELLED);
}

/** Send a dossier's text; its key and warnings. @param {string} text @returns {Promise<{key: string, warnings: string[]}>} */
export async function upload(text) {
  const found = await (await patient("/api/upload", { text, session: session() })).json();
  sessionStorage.setItem(`upload-${found.key}`, text);
  return found;
}
