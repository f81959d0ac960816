// Follows the room: what /api/v1/events sends is put in the place of what the page showed before.

import { Countdown } from "./countdown.js";
import { call, element } from "./api.js";

const RECONNECT_MS = 3000;
const ROOMS_MS = 5000;

const byId = (id) => document.getElementById(id);
const countdown = new Countdown(byId("ring"), byId("ring-left"), byId("seconds"));
let shown = null;

function show(now) {
  const where = now.where;
  document.title = `${now.title} · voiceskill`;
  byId("now").dataset.state = now.state;
  setText("title", now.title);
  setText("stretch", where ? capital(where.stretch.name) : "");
  setText("detail", where ? where.detail : "");
  setText("session", where ? where.course : "");
  setText("heard", now.heard ? now.heard.told : "");
  byId("trouble").hidden = !now.trouble;
  setText("trouble", now.trouble);
  byId("said").replaceChildren(...(now.said ? [element("span", { class: "quiet" }, "Coach:"), ` ${now.said}`] : []));
  byId("start").hidden = !["idle", "choosing"].includes(now.state);
  byId("hindered").hidden = !(now.trouble && now.state === "idle");
  countdown.show(now.countdown);
  showActions(now.actions);
  showFigure(where);
  announce(now);
  if (shown && shown.state !== now.state) showRooms();
  shown = now;
}

function setText(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Tell those who do not see, when something else begins; never each second. */
function announce(now) {
  const where = now.where;
  const place = where ? `${where.stretch.name}, ${where.detail}` : "";
  const text = `${now.title}. ${place}`;
  if (shown && byId("announcement").dataset.told !== text) byId("announcement").textContent = text;
  byId("announcement").dataset.told = text;
}

/** Buttons that stay keep their place and the focus. */
function showActions(actions) {
  const form = byId("actions");
  const before = [...form.children].map((button) => button.value).join();
  if (before === actions.map((action) => action.key).join()) return;
  const focused = document.activeElement?.form === form ? document.activeElement.value : null;
  form.replaceChildren(...actions.map((action) =>
    element("button", { class: action.weight, name: "action", value: action.key }, action.label)));
  if (focused !== null) ([...form.children].find((button) => button.value === focused) ?? byId("title")).focus();
}

async function showFigure(where) {
  const figure = byId("figure");
  const wanted = where ? `${where.stretch.id} ${where.side ?? ""}` : "";
  if (figure.dataset.stretch === wanted) return;
  figure.dataset.stretch = wanted;
  if (!where) return figure.replaceChildren();
  const side = where.side ? `?side=${where.side}` : "";
  const response = await fetch(`/api/v1/stretches/${where.stretch.id}/drawing${side}`);
  if (!response.ok || figure.dataset.stretch !== wanted) return;
  const drawing = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
  figure.replaceChildren(document.adoptNode(drawing));
}

async function order(body) {
  try {
    const now = await call("POST", byId("now").dataset.commands, body);
    // The stream may have been faster, and have told more.
    if (shown === null || now.number > shown.number) show(now);
  } catch (problem) {
    setText("heard", problem.message);
    setText("announcement", problem.message);
  }
}

byId("actions").addEventListener("submit", (event) => {
  const action = shown?.actions.find((each) => each.key === event.submitter?.value);
  if (!action) return; // the plain form does it
  event.preventDefault();
  order({ intent: action.intent, slots: action.slots });
});

byId("start").addEventListener("submit", (event) => {
  if (!event.submitter) return;
  event.preventDefault();
  const { value, dataset } = event.submitter;
  order({ intent: "start", slots: { [dataset.kind]: value } });
  byId("title").focus();
});

let events = null;

function follow() {
  events?.close();
  events = new EventSource(byId("now").dataset.events);
  events.addEventListener("now", (event) => {
    byId("lost").hidden = true;
    show(JSON.parse(event.data));
  });
  events.onerror = ({ target }) => {
    byId("lost").hidden = false;
    // A stream that was refused is not tried again by itself.
    if (target.readyState === EventSource.CLOSED) setTimeout(follow, RECONNECT_MS);
  };
}

// A page that nobody sees leaves its stream, of which there are only so many, to others.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) events.close();
  else follow();
});

/** Tell what goes on in each room, of which the page shows but one at length. */
async function showRooms() {
  if (document.hidden || !document.querySelector(".rooms")) return;
  const { rooms } = await call("GET", "/rooms").catch(() => ({ rooms: [] })); // #lost tells that nobody answers
  for (const room of rooms) {
    const told = document.querySelector(`.rooms [data-room="${room.key}"] span`);
    if (told && told.textContent !== room.title) told.textContent = room.title;
  }
}

if (document.querySelector(".rooms")) {
  document.querySelector(".rooms [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  setInterval(showRooms, ROOMS_MS);
  window.addEventListener("focus", showRooms);
}

follow();
