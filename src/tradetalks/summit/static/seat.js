// A delegation's page: build a package by menus, see what it gives, offer, answer, sign.
import { $, bn, el, fitting, pct, tellIn, theme, unit } from "/assets/common.js";
import { attempt, clockTime, done, fault, follow, gained, get, gone, keyed, named, over, packageList, post, showClock, sideTitle, signSheet, takeIn, token, why, wordLine } from "/assets/talks.js";

const me = $("seat").dataset.party;
let table = null, room = null, answering = null, asked = 0, goneShown = "";
const others = () => Object.keys(table.parties).filter((code) => code !== me);
const joined = `joined ${token}`;

// ---------------------------------------------------------------- the desk
function chosen() {
  const found = {};
  for (const item of table.items) {
    const value = $(`item-${item.id}`).value;
    if (value !== item.status_quo) found[item.id] = value;
  }
  return found;
}

function choose(package_) {
  for (const item of table.items) $(`item-${item.id}`).value = package_[item.id] ?? item.status_quo;
  changed();
}

function worthOf(item, option) {
  const own = room.sheet.worth.find((one) => one.item === item && one.option === option);
  return own ? own.mid : 0;
}

async function changed() {
  for (const item of table.items) {
    const value = $(`item-${item.id}`).value, worth = worthOf(item.id, value);
    $(`item-${item.id}`).closest(".item").classList.toggle("changed", value !== item.status_quo);
    $(`note-${item.id}`).textContent = Math.abs(worth) > 1e-6 ? `worth ${bn(worth)} ${table.unit.short} to us${table.computed ? " beyond trade" : ""}` : item.stakes;
  }
  const turn = ++asked, begin = performance.now();
  try {
    const found = await post("evaluate", { package: chosen() });
    if (turn !== asked) return;
    $("gain").replaceChildren(...(found.gain === 0 ? ["nothing", el("span", { class: "soft small" }, ": as good as no deal")] : [gained(table, found.gain), el("span", { class: "soft small" }, table.unit.a_year)]));
    $("against").textContent = found.against.length ? `Cannot be signed: ${found.against.join("; ")}.` : "";
    economy(found.economy);
    document.body.dataset.took = String(performance.now() - begin);
    document.body.dataset.turns = String(asked);
  } catch (error) {
    fault(why(error));
  }
}

function economy(found) {
  if (!found) return $("economy").replaceChildren();
  const digits = fitting(found.sectors.flatMap((one) => [one.volume, one.employment]), 1);
  const rows = found.sectors.map((one) => el("tr", {}, el("td", {}, one.name), el("td", { class: "n" }, pct(one.volume, digits)), el("td", { class: "n" }, pct(one.employment, digits))));
  const head = el("thead", {}, el("tr", {}, el("th", {}, "Sector"), el("th", { class: "n" }, "output"), el("th", { class: "n" }, "jobs")));
  $("economy").replaceChildren(
    `Our economy against today, ${table.horizon}${found.phased ? ", first phase of what is phased" : ""}: real income ${pct(found.real_income, fitting([found.real_income], 2))}, prices of final use ${pct(found.consumer_prices, fitting([found.consumer_prices], 2))}, tariff revenue ${bn(found.revenue[1] - found.revenue[0])} ${unit.short}${unit.a_year}${found.purchases ? `, cost of promised purchases ${bn(found.purchases)} ${unit.short}${unit.a_year}` : ""}.`,
    ...(rows.length ? [el("details", {}, el("summary", {}, "Sectors that grow and shrink most"), el("table", {}, head, el("tbody", {}, ...rows)))] : []),
  );
}

function boxes(node, prefix) {
  for (const code of others()) node.append(el("label", {}, el("input", { type: "checkbox", value: code, id: `${prefix}-${code}`, checked: true }), table.parties[code]));
}
const ticked = (node) => [...node.querySelectorAll("input:checked")].map((box) => box.value);

// Whom a form means: a side room, or those ticked.
const addressed = (ticks, side) => ($(side).value ? { side: $(side).value } : { to: ticked($(ticks)) });

function answer(code) {
  answering = code;
  $("answering").hidden = !code;
  $("answering").textContent = code ? `In answer to offer ${code}.` : "";
}

// What came in that was not looked at yet, told on the tab that holds it (on a phone one part is shown at a time).
const looked = { offers: 0, talk: 0 };
function news() {
  const came = { offers: room.offers.filter((offer) => !offer.mine).length, talk: room.words.filter((word) => word.by !== me).length };
  for (const [name, count] of Object.entries(came)) {
    if (document.querySelector(`[data-part="${name}"]`).offsetParent !== null) looked[name] = count;
    const button = document.querySelector(`[data-tab="${name}"]`), fresh = count - looked[name];
    button.dataset.name ??= button.textContent;
    button.textContent = `${button.dataset.name}${fresh > 0 ? ` (${fresh} new)` : ""}`;
  }
}

function tab(name) {
  for (const part of document.querySelectorAll("[data-part]")) part.classList.toggle("shown", part.dataset.part === name);
  for (const button of document.querySelectorAll("[data-tab]")) button.setAttribute("aria-pressed", String(button.dataset.tab === name));
  if (room) news();
}

// ---------------------------------------------------------------- offers
async function act(what, body, told) {
  const found = await attempt(() => post(what, body), told);
  if (found) takeIn(found, show);
}

const state = (offer) => gone(offer, room);

// All that the card of an offer is made of.
const carded = (offer) => ({ ...offer, gone: state(offer), open: room.phase === "talking", side: sideNamed(offer.side) });
const sideNamed = (code) => room.sides.find((one) => one.code === code)?.name || "";

function offerCard(offer) {
  const { gone } = offer, open = offer.open && !gone;
  const accepted = Object.entries(offer.accepted).map(([party, a]) => {
    const parts = a.items.length ? `in parts: ${a.items.map((id) => table.items.find((i) => i.id === id).title).join(", ")}` : "whole";
    return el("li", {}, `${table.parties[party]} accepts (${parts})${a.provided.length ? `, provided ${named(table, a.provided)} accepts too` : ""}${a.message ? `: ${a.message}` : ""}`);
  });
  const declined = Object.entries(offer.declined).map(([party, why]) => el("li", {}, `${table.parties[party]} declines${why ? `: ${why}` : ""}`));
  const answers = [...accepted, ...declined];
  const ends = offer.ends !== null && !gone ? ` · until ${clockTime(offer.ends)}` : "";
  const card = el("article", { class: gone ? "offer dead" : "offer", "data-offer": offer.code },
    el("h3", {}, `${offer.code} · ${table.parties[offer.by]} to ${named(table, offer.to)}${offer.side ? `, side room ${offer.side}` : ""}`),
    el("p", { class: "soft small" }, `${clockTime(offer.at)}${ends}${offer.answers ? ` · answers ${offer.answers}` : ""}${gone ? ` · ${gone}` : ""}`),
    packageList(table, offer.package),
    offer.message ? el("p", { class: "mine-text" }, `“${offer.message}”`) : null,
    gives(offer.gain),
    offer.against.length ? el("p", { class: "down small" }, `We cannot sign it: ${offer.against.join("; ")}.`) : null,
    answers.length ? el("ul", {}, ...answers) : null,
    offer.ready ? el("p", { class: "up small" }, "Accepted by enough to be signed.") : null,
    Object.keys(offer.signed).length ? signSheet(table, offer.signed) : null,
  );
  if (open) card.append(actions(offer));
  return card;
}

// What a package gives over no deal; none is told in words.
const gives = (gain) => gain === 0 ? el("p", {}, "To us as good as no deal") : el("p", {}, "Gives us ", el("span", { class: "big" }, gained(table, gain)), `${table.unit.a_year} over no deal`);

function actions(offer) {
  const acts = el("div", { class: "acts" });
  const add = (label, onclick, extra = {}) => acts.append(el("button", { type: "button", onclick, ...extra }, label));
  if (!offer.mine && !(me in offer.accepted) && !offer.against.length) add("Accept", () => act("accept", { offer: offer.code }, `You accepted ${offer.code}; nothing binds you until you sign.`));
  if (offer.can_bind && !(me in offer.signed) && !offer.against.length) add("Sign", () => confirm(`Sign ${offer.code}? It binds you once enough have signed.`) && act("sign", { offer: offer.code }, `You signed ${offer.code}.`), { class: "sign" });
  add("Counter", () => { answer(offer.code); choose(offer.package); tab("desk"); $("desk-title").scrollIntoView(); });
  add("Help", () => help(offer.code));
  if (!offer.mine && !(me in offer.declined)) add(me in offer.signed || me in offer.accepted ? "Take back" : "Decline", () => act("decline", { offer: offer.code }, `${me in offer.signed || me in offer.accepted ? "You took back what you said to" : "You declined"} ${offer.code}.`));
  if (offer.mine) add("Withdraw", () => act("withdraw", { offer: offer.code }, `You withdrew ${offer.code}.`));
  if (offer.mine) return acts;
  const parts = el("form", { class: "small" });
  const tick = (name, value, label) => el("label", {}, el("input", { type: "checkbox", name, value }), label);
  for (const item of table.items) if (item.id in offer.package) parts.append(tick("items", item.id, item.title));
  const rest = offer.to.filter((code) => code !== me);
  if (rest.length) parts.append(el("fieldset", {}, el("legend", {}, "provided that these accept it whole too"), ...rest.map((code) => tick("provided", code, table.parties[code]))));
  parts.append(el("button", {}, "Accept these parts (none ticked: the whole)"));
  parts.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(parts);
    act("accept", { offer: offer.code, items: given.getAll("items"), provided: given.getAll("provided") }, `You accepted ${offer.code} as you ticked.`);
  });
  return el("div", {}, acts, el("details", {}, el("summary", {}, "Accept in parts or on a condition"), parts));
}

async function help(code) {
  const found = await attempt(() => get(`help/${code}`));
  if (!found) return;
  const card = document.querySelector(`[data-offer="${code}"]`);
  card.querySelector(".help")?.remove();
  const lines = found.offers.map((one) => el("li", {}, packageList(table, one.package), "gives us ", gained(table, one.gain), " ", el("button", { type: "button", onclick: () => { answer(code); choose(one.package); tab("desk"); } }, "Take to the desk")));
  card.append(el("div", { class: "help" }, found.offers.length ? el("h4", {}, "Worth about as much to us, and nearer to what they have shown they want") : null, el("p", { class: "soft small" }, found.words), el("ol", {}, ...lines)));
}

// ---------------------------------------------------------------- all of it
function sheet(own) {
  const worth = own.worth.filter((one) => Math.abs(one.mid) > 1e-6).map((one) => el("tr", {}, el("td", {}, one.item_title), el("td", {}, one.option_title), el("td", { class: "n" }, bn(one.mid)), el("td", { class: "soft" }, one.note)));
  const lines = own.red_lines.map((one) => el("li", {}, `${one.item_title}: never ${one.never.join(" or ")}: ${one.because}`));
  const without = own.no_deal.map((one) => el("tr", {}, el("td", {}, one.title), el("td", { class: "n" }, `${Math.round(100 * one.chance)}%`), el("td", { class: "n" }, bn(one.value))));
  const heads = (...names) => el("thead", {}, el("tr", {}, ...names.map((name) => (Array.isArray(name) ? el("th", { class: "n" }, ...name) : el("th", {}, name)))));
  $("sheet").replaceChildren(...[
    own.instructions ? el("p", { class: "mine-text" }, own.instructions) : null,
    worth.length ? el("table", {}, el("caption", {}, `What options are worth to us${table.computed ? " beyond trade" : ""}, ${table.unit.title}, against today`), heads("Item", "Option", ["Worth"], "Why"), el("tbody", {}, ...worth)) : null,
    lines.length ? el("h3", {}, "Our red lines") : null,
    lines.length ? el("ul", {}, ...lines) : null,
    el("table", {}, el("caption", {}, "Without a deal"), heads("What follows", ["Chance"], [`Ours, ${table.unit.title}, against today`]), el("tbody", {}, ...without, el("tr", {}, el("td", {}, "expected"), el("td"), el("td", { class: "n" }, bn(own.expected))))),
  ].filter(Boolean));
}

function outcome() {
  $("outcome").hidden = room.agreed === null && room.ended === null;
  if ($("outcome").hidden) return;
  const parts = [];
  if (room.agreed) parts.push(el("h2", {}, `Agreed: ${room.agreed.offer}`), packageList(table, room.agreed.package), signSheet(table, room.agreed.signed));
  if (room.ended) parts.push(el("h2", {}, "No deal"), el("p", {}, `${room.ended.why}; what follows was drawn: ${room.ended.title}.`));
  parts.push(room.open ? el("p", {}, el("a", { href: `/debrief/${token}`, id: "debrief" }, "To the debrief")) : el("p", { class: "soft" }, "The chair will open the debrief."));
  $("outcome").replaceChildren(...parts);
}

// Where words and offers go: the parties ticked, or a side room.
function places() {
  const open = room.sides.filter((side) => side.open);
  for (const [id, ticks] of [["offer-side", "to"], ["say-side", "say-to"]]) {
    const select = $(id), before = select.value;
    select.replaceChildren(el("option", { value: "" }, "those ticked here"), ...open.map((side) => el("option", { value: side.code }, `side room ${sideTitle(table, side, me)}`)));
    select.value = open.some((side) => side.code === before) ? before : "";
    if (before && !select.value) done("That side room is closed; look whom you write to.");
    select.closest("label").hidden = !open.length;
    for (const label of $(ticks).querySelectorAll("label:has(input)")) label.hidden = select.value !== "";
  }
  const heard = $("heard").value;
  $("heard").replaceChildren(el("option", { value: "" }, "all"), ...room.sides.map((side) => el("option", { value: side.code }, `side room ${sideTitle(table, side, me)}`)));
  $("heard").value = room.sides.some((side) => side.code === heard) ? heard : "";
  $("heard").closest("label").hidden = !room.sides.length;
  keyed($("sides"), room.sides, (side) => side.code, (side) => el("p", {}, `${sideTitle(table, side, me)}${side.open ? "" : ", closed"} `, side.open && side.by === me ? el("button", { type: "button", onclick: () => act("unside", { side: side.code }, `Side room ${side.name} is closed.`) }, "Close") : ""), "None that you are in.");
}

function words() {
  const wanted = $("heard").value;
  const lines = room.words.filter((word) => !wanted || word.side === wanted);
  $("words").replaceChildren(...(lines.length ? [...lines].reverse().map((word) => wordLine(table, word, room.sides)) : [el("p", { class: "soft" }, "Nothing yet.")]));
}

const cards = () => keyed($("offers"), [...room.offers].reverse().map(carded), (offer) => offer.code, offerCard, "None yet.");

function present() {
  const here = Object.keys(table.parties).map((code) => {
    const who = room.computers.includes(code) ? "the computer" : room.people[code].join(", ") || "nobody yet";
    return `${table.parties[code]}: ${who}`;
  });
  $("here").textContent = `At the table: ${here.join(" · ")}.`;
}

function show(view) {
  room = view;
  const seated = sessionStorage.getItem(joined) !== null;
  $("join").hidden = seated;
  $("seat").hidden = !seated;
  showClock(room);
  outcome();
  $("terms").textContent = `${room.terms[0].toUpperCase()}${room.terms.slice(1)} for a deal.`;
  present();
  cards();
  places();
  words();
  news();
  sheet(room.sheet);
  for (const id of ["send", "speak", "open-side"]) $(id).disabled = room.phase !== "talking";
  closed();
  if (!asked) changed();
}

// Once the talks are over there is nothing to offer or say: the forms go, what was offered and said stays.
function closed() {
  const done = over(room), desk = document.querySelector("[data-part=desk]");
  for (const id of ["say", "side"]) $(id).hidden = done;
  if (desk.hidden === done) return;
  desk.hidden = document.querySelector("[data-tab=desk]").hidden = done;
  if (done && desk.classList.contains("shown")) tab("offers");
}

function build() {
  for (const item of table.items) {
    const select = el("select", { id: `item-${item.id}`, onchange: changed }, ...item.options.map((o) => el("option", { value: o.id, selected: o.id === item.status_quo }, o.id === item.status_quo ? `${o.title} (today)` : o.title)));
    $("items").append(el("div", { class: "item" }, el("label", {}, item.title, select), el("small", { id: `note-${item.id}` })));
  }
  boxes($("to"), "to");
  boxes($("say-to"), "say");
  boxes($("side-members"), "member");
  for (const id of ["offer-side", "say-side"]) $(id).addEventListener("change", places);
  $("heard").addEventListener("change", words);
  $("side").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = $("side-name").value;
    const found = await attempt(() => post("side", { name, members: ticked($("side-members")) }), `Side room ${name} is open; choose it where you say whom words or an offer go to.`);
    if (!found) return;
    $("side-name").value = "";
    takeIn(found, show);
  });
  $("print").href = `/sheet/${token}`;
  for (const button of document.querySelectorAll("[data-tab]")) button.addEventListener("click", () => tab(button.dataset.tab));
  $("clear").addEventListener("click", () => { answer(null); choose({}); });
  $("desk").addEventListener("submit", async (event) => {
    event.preventDefault();
    const minutes = $("minutes").value === "" ? null : Number($("minutes").value);
    const found = await attempt(() => post("offer", { package: chosen(), ...addressed("to", "offer-side"), message: $("message").value, minutes, answers: answering }), "Your offer is sent.");
    if (!found) return;
    $("message").value = "";
    answer(null);
    takeIn(found, show);
  });
  $("say").addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await attempt(() => post("say", { ...addressed("say-to", "say-side"), text: $("text").value }));
    if (!found) return;
    $("text").value = "";
    takeIn(found, show);
  });
  $("join").addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await attempt(() => post("join", { name: $("name").value }));
    if (!found) return;
    sessionStorage.setItem(joined, $("name").value);
    done(`Welcome, ${$("name").value}.`);
    takeIn(found, show);
  });
}

theme(() => {});
const found = await attempt(() => get("table"));
if (found) {
  table = found;
  tellIn(table.unit);
  build();
  follow("events", show);
  setInterval(() => {
    if (!room) return;
    showClock(room);
    const gone = room.offers.filter(state).map((offer) => offer.code).join();
    if (gone !== goneShown) cards();
    goneShown = gone;
  }, 500);
}
