// Shows how loud it is and what is understood, as it happens, and how far a model is.

import { call, element } from "./api.js";

const LOOK_MS = 1000;
const RECONNECT_MS = 3000;
const QUIETEST_DB = -80;
const byId = (id) => document.getElementById(id);

function show(sound) {
  byId("meter").value = Math.max(sound.peak_db, QUIETEST_DB);
  setText("level-words", inWords(sound.peak_db));
  byId("again").hidden = sound.said.length === 0;
  byId("end").hidden = !sound.trying;
  setText("asked", sound.asked ? `Say: ${sound.asked}` : "");
  const key = JSON.stringify([sound.said, sound.advice]);
  if (byId("outcome").dataset.shown === key) return;
  byId("outcome").dataset.shown = key;
  byId("said").replaceChildren(...sound.said.map(line));
  byId("advice").replaceChildren(...sound.advice.map((sentence) => element("li", {}, sentence)));
  const hits = sound.said.filter((each) => each.hit).length;
  setText("rate", sound.advice.length ? `${hits} of ${sound.said.length} understood.` : "");
}

function line(each) {
  const words = [` ${each.hit ? "understood" : "not understood"}`];
  if (each.heard && each.heard !== each.sentence) words.push(` (heard: ${each.heard})`);
  if (each.above_room_db !== null) words.push(`, ${Math.round(each.above_room_db)} dB above the room`);
  return element("li", {}, `${each.hit ? "✓" : "✗"} `, element("strong", {}, each.sentence), ":", ...words);
}

function inWords(peak) {
  if (peak >= -0.3) return "too loud";
  if (peak < -65) return "silent";
  return peak < -45 ? "soft" : "good";
}

function setText(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

async function attempt(task) {
  byId("refused").hidden = true;
  try {
    return await task();
  } catch (problem) {
    setText("refused", problem.message);
    byId("refused").hidden = false;
    return null;
  }
}

byId("try").addEventListener("submit", (event) => {
  const what = event.submitter?.value;
  if (!what) return;
  event.preventDefault();
  attempt(async () => {
    if (what === "again") show(await call("POST", "/sound/trial/again"));
    else if (what === "end") show(await call("DELETE", "/sound/trial"));
    else show(await call("POST", "/sound/trial", { kind: what }));
  });
});

byId("fetch").addEventListener("submit", (event) => {
  if (!event.submitter) return;
  event.preventDefault();
  attempt(async () => showModels(await call("PUT", `/models/${event.submitter.value}`)));
});

function showModels({ recognizer, fetching }) {
  setText("recognizer", recognizer);
  byId("fetching").hidden = !fetching;
  if (!fetching) return;
  setText("fetching-name", fetching.name);
  byId("progress").max = fetching.total || 1;
  byId("progress").value = fetching.so_far;
  byId("stop-fetching").hidden = fetching.over;
  if (fetching.over) setText("fetching-words", fetching.trouble ?? "It is here.");
  else setText("fetching-words", "");
  if (!fetching.over) setTimeout(look, LOOK_MS);
}

async function look() {
  showModels(await call("GET", "/models").catch(() => ({ recognizer: byId("recognizer").textContent, fetching: null })));
}

function follow() {
  const events = new EventSource(byId("level").dataset.events);
  events.addEventListener("sound", (event) => show(JSON.parse(event.data)));
  events.onerror = () => {
    setText("level-words", "The coach cannot be reached.");
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, RECONNECT_MS);
  };
}

follow();
if (!byId("fetching").hidden && !byId("stop-fetching").hidden) look();
