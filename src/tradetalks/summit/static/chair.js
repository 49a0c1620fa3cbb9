// The chair's page: rooms, clock, seats, news, and every offer on the deal space.
import { $, bn, colours, draw, el, figure, tellIn, theme } from "/assets/common.js";
import { attempt, clockTime, follow, gained, get, gone, many, named, over, packageList, post, showClock, sideTitle, signSheet, takeIn, token, wordLine } from "/assets/talks.js";

let table = null, now = null, seats = null, line = null, chosen = "", space = null, axes = null;
const parties = () => Object.keys(table.parties);
const targets = () => ($("every").checked ? now.rooms.map((one) => one.name) : [now.room.room]);

async function act(what, body, told) {
  const found = await attempt(() => post(`chair/${what}`, body), told);
  if (!found) return;
  const refused = Object.entries(found.refused || {}).map(([name, why]) => `room ${name}: ${why}`);
  if (refused.length) { $("fault").hidden = false; $("fault").textContent = refused.join("; "); }
  if (found.view) takeIn(found, show);
  await loadSeats();
  return found;
}

async function open(name) {
  chosen = name;
  line?.();
  line = follow(`chair/events?room=${encodeURIComponent(name)}`, show);
}

function rooms() {
  $("rooms").replaceChildren(...now.rooms.map((one) => {
    return el("button", { type: "button", "aria-pressed": String(one.name === now.room.room), onclick: () => open(one.name) }, `Room ${one.name}: ${one.phase} · ${one.here} of ${parties().length} delegations here · ${many(one.offers, "offer")} · ${one.signed} signed`);
  }));
}

// Where an offer stands: what became of it, then who could not sign it and why.
function stands(move, offer) {
  const told = [gone(offer, now.room)], by = (what, codes) => codes.length && told.push(`${what} ${named(table, codes)}`);
  if (now.room.agreed?.offer === offer.code) told.push("agreed");
  by("signed by", Object.keys(offer.signed));
  by("accepted by", Object.keys(offer.accepted).filter((p) => !(p in offer.signed)));
  by("declined by", Object.keys(offer.declined));
  if (move.against.length) told.push(`cannot be signed: ${move.against.join("; ")}`);
  by("worse than no deal for", move.refuses);
  by("as good as no deal to", move.ties);
  return told.filter(Boolean).join("; ") || "open";
}

function course() {
  const offers = Object.fromEntries(now.room.offers.map((offer) => [offer.code, offer]));
  const head = el("thead", {}, el("tr", {}, ...["Minute", "Offer", "By", "To", ...parties().map((p) => table.parties[p]), "Conceded", "Left on the table", "Short of Nash", "State"].map((name) => el("th", {}, name))));
  const rows = now.course.map((move) => {
    const offer = offers[move.code];
    return el("tr", {}, el("td", { class: "n" }, figure(move.minute, 1)), el("td", {}, move.code), el("td", {}, table.parties[move.by]), el("td", {}, `${named(table, offer.to)}${offer.side ? ` (${now.room.sides.find((side) => side.code === offer.side).name})` : ""}`),
      ...parties().map((p) => el("td", { class: "n" }, gained(table, move.gains[p]))), el("td", { class: "n" }, move.conceded === null ? "" : bn(move.conceded)), el("td", { class: "n" }, move.left === null ? "" : bn(move.left)), el("td", { class: "small" }, ...(move.from_nash ? parties().map((p) => el("div", { class: "line" }, `${table.parties[p]} ${bn(move.from_nash[p])}`)) : [])), el("td", {}, stands(move, offer)));
  });
  $("course").replaceChildren(el("caption", {}, "Every offer in time"), head, el("tbody", {}, ...rows));
}

async function picture() {
  const of = JSON.stringify([now.room.room, now.room.chances]);
  if (space?.of !== of) {
    const found = await get(`chair/space?room=${encodeURIComponent(now.room.room)}`);
    if (of !== JSON.stringify([now.room.room, now.room.chances])) return; // another room, or other chances, meanwhile
    space = { ...found, of };
  }
  const codes = space.parties, pairs = codes.flatMap((p, i) => codes.slice(i + 1).map((q) => [p, q]));
  if (!axes) axes = pairs[0];
  $("axes").replaceChildren(...(pairs.length > 1 ? pairs.map((pair) => el("button", { type: "button", "aria-pressed": String(pair.join() === axes.join()), onclick: () => { axes = pair; picture(); } }, `${table.parties[pair[0]]} and ${table.parties[pair[1]]}`)) : []));
  const [i, j] = axes.map((p) => codes.indexOf(p)), c = colours();
  const { factor } = table.unit, at = (gain) => ({ x: factor * gain[i], y: factor * gain[j] });
  const layer = (values, mark, extra = {}) => ({ data: { values }, mark, encoding: { x: { field: "x", type: "quantitative", scale: { padding: 16 }, title: `${table.parties[axes[0]]}, ${table.unit.title}` }, y: { field: "y", type: "quantitative", scale: { padding: 16 }, title: `${table.parties[axes[1]]}, ${table.unit.title}` }, ...extra } });
  const moves = now.course.map((move, order) => ({ x: factor * move.gains[axes[0]], y: factor * move.gains[axes[1]], code: move.code, by: table.parties[move.by], order }));
  const by = { field: "by", type: "nominal", title: "offered by", scale: { domain: codes.map((p) => table.parties[p]) } };
  const zero = [{ x: 0, y: 0 }];
  const layers = [
    layer(space.cloud.map(at), { type: "circle", size: 9, color: c.cloud, opacity: 0.5 }),
    layer(space.frontier.map(at), { type: "circle", size: 40, color: c.ink }),
    layer(space.named.map((one) => ({ ...at(one.gain), title: one.title })), { type: "point", shape: "diamond", filled: true, size: 110, color: c.accent }, { tooltip: [{ field: "title", title: "package" }] }),
    layer(zero, { type: "point", shape: "cross", size: 120, color: c.two }),
    ...(moves.length ? [layer(moves, { type: "line", strokeWidth: 1.5, opacity: 0.7 }, { color: by, order: { field: "order" } }), layer(moves, { type: "circle", size: 90 }, { color: by, tooltip: [{ field: "code", title: "offer" }, { field: "by" }] }), layer(moves, { type: "text", dx: 8, dy: -7, align: "left", fontSize: 11, color: c.ink }, { text: { field: "code" } })] : []),
  ];
  $("marks").hidden = false;
  await draw($("space"), { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", height: 360, autosize: { type: "fit", contains: "padding" }, description: "Offers on the deal space: a sample of packages, the frontier, named packages, no deal, and each party's offers in time", layer: layers });
}

async function loadSeats() {
  seats = await get("chair/links");
  const own = seats.seats.filter((seat) => seat.room === now.room.room);
  $("seats").replaceChildren(...own.map((seat) => {
    const address = `${location.origin}/seat/${seat.token}`;
    const here = [...now.room.people[seat.party], ...(seat.party in now.room.strategies ? [`the computer (${now.room.strategies[seat.party]})`] : [])];
    const speaks = el("select", { "aria-label": `who speaks for ${seat.name}`, onchange: (event) => act("computer", { room: seat.room, party: seat.party, strategy: event.target.value }) }, el("option", { value: "" }, "people"), ...seats.strategies.map((name) => el("option", { value: name, selected: now.room.strategies[seat.party] === name }, `computer, ${name}`)));
    return el("div", { class: "party" }, el("h3", {}, seat.name), el("p", { class: "small" }, `Here: ${here.join(", ") || "nobody yet"}. Expected: ${seat.people.join(", ") || "anybody with the link"}.`),
      el("p", {}, el("a", { href: address, class: "token", "data-link": seat.party }, "link of this seat"), " ", el("button", { type: "button", onclick: () => navigator.clipboard?.writeText(address) }, "Copy"), " ", el("button", { type: "button", onclick: () => confirm("The old link will open this seat no longer.") && act("revoke", { room: seat.room, party: seat.party }, "The seat has a new link.") }, "Revoke"), " ", speaks));
  }));
}

function outcome() {
  const room = now.room, parts = [];
  if (room.agreed) parts.push(el("h3", {}, `Agreed: ${room.agreed.offer}`), packageList(table, room.agreed.package), signSheet(table, room.agreed.signed));
  if (room.ended) parts.push(el("h3", {}, "No deal"), el("p", {}, `${room.ended.why} (${clockTime(room.ended.at)}); drawn: ${room.ended.title}.`));
  $("outcome").replaceChildren(...parts);
}

// Which buttons would do something, in one of the rooms that they would act in.
const FITS = {
  begin: (one) => one.phase === "waiting", pause: (one) => one.phase === "talking", resume: (one) => one.phase === "paused",
  end: (one) => !over(one), more: (one) => !over(one), debrief: (one) => over(one) && !one.open,
};

function buttons() {
  const meant = now.rooms.filter((one) => targets().includes(one.name));
  for (const button of document.querySelectorAll("[data-do], [data-more]")) button.disabled = !meant.some(FITS[button.dataset.do || "more"]);
}

function sides() {
  $("sides").replaceChildren(...now.room.sides.map((side) => el("p", {}, `${sideTitle(table, side)}, opened by ${table.parties[side.by] || "the chair"}${side.open ? "" : ", closed"} `, side.open ? el("button", { type: "button", onclick: () => act("unside", { room: now.room.room, side: side.code }, `Side room ${side.name} is closed.`) }, "Close") : "")));
  for (const id of ["news", "side"]) $(id).hidden = over(now.room);
}

function show(view) {
  const before = now?.room;
  now = view;
  buttons();
  sides();
  rooms();
  showClock(now.room);
  course();
  outcome();
  $("words").replaceChildren(...[...now.room.words].reverse().map((word) => wordLine(table, word, now.room.sides)));
  $("debrief").href = `/debrief/${token}?room=${encodeURIComponent(now.room.room)}`;
  if (!before || before.room !== now.room.room || JSON.stringify([before.people, before.assigned, before.strategies]) !== JSON.stringify([now.room.people, now.room.assigned, now.room.strategies])) loadSeats();
  picture().catch(() => {});
}

function build() {
  for (const p of parties()) {
    $("late-party").append(el("option", { value: p }, table.parties[p]));
    $("side-members").append(el("label", {}, el("input", { type: "checkbox", value: p }), table.parties[p]));
    $("news-to").append(el("label", {}, el("input", { type: "checkbox", value: p, checked: true }), table.parties[p]));
  }
  for (const branch of table.no_deal) $("chances").append(el("label", {}, `${branch.title}, per cent `, el("input", { type: "number", min: 0, max: 100, "data-branch": branch.name })));
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => (!button.dataset.sure || confirm(button.dataset.sure)) && act(button.dataset.do, { rooms: targets() }));
  for (const button of document.querySelectorAll("[data-more]")) button.addEventListener("click", () => act("extend", { rooms: targets(), minutes: Number(button.dataset.more) }));
  $("late").addEventListener("submit", (event) => { event.preventDefault(); act("late", { room: now.room.room, party: $("late-party").value, person: $("person").value }, `${$("person").value} has a place.`).then((found) => found && ($("person").value = "")); });
  $("every").addEventListener("change", buttons);
  $("side").addEventListener("submit", (event) => {
    event.preventDefault();
    const members = [...$("side-members").querySelectorAll("input:checked")].map((box) => box.value), name = $("side-name").value;
    act("side", { room: now.room.room, name, members }, `Side room ${name} is open.`).then((found) => found && ($("side-name").value = ""));
  });
  $("news").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = [...document.querySelectorAll("[data-branch]")].filter((box) => box.value !== "").map((box) => [box.dataset.branch, Number(box.value) / 100]);
    const to = [...$("news-to").querySelectorAll("input:checked")].map((box) => box.value);
    act("announce", { rooms: targets(), title: $("news-title").value, text: $("news-text").value, to, chances: Object.fromEntries(given) }, "Announced.").then((found) => found && ($("news-title").value = $("news-text").value = ""));
  });
  $("class").href = `/api/${token}/chair/class.csv`;
  $("files").href = `/api/${token}/chair/files.zip`;
}

theme(() => now && picture());
const found = await attempt(() => get("table"));
if (found) {
  table = found;
  tellIn(table.unit);
  build();
  $("unit").textContent = table.unit.title;
  await open("");
  setInterval(() => now && showClock(now.room), 500);
}
