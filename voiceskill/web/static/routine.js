// The editor of a routine: puts stretches in order without a new page, by buttons and by dragging, and keeps the total
// up to date. Adding and saving are the form's own.
import { call } from "./api.js";

const form = document.getElementById("routine");
const list = document.getElementById("step-list");
const total = document.getElementById("total");
const moved = document.getElementById("moved");
const WAIT_MS = 300;

const steps = () => [...list.querySelectorAll(".step")];
const field = (step, name) => step.querySelector(`[name$=".${name}"]`);

/** Give all fields and buttons the number of the place that their step has now. */
function renumber() {
  const all = steps();
  all.forEach((step, index) => {
    step.id = `step-${index}`;
    for (const each of step.querySelectorAll("[name^='steps.'], [id^='steps.'], [for^='steps.'], [id*='-steps.'], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, value.replace(/steps\.\d+\./g, `steps.${index}.`));
      }
    }
    for (const button of step.querySelectorAll("button")) button.value = button.value.replace(/\d+$/, index);
    step.querySelector("[value^='up.']").disabled = index === 0;
    step.querySelector("[value^='down.']").disabled = index === all.length - 1;
  });
}

function arranged(step) {
  renumber();
  moved.textContent = `${step.dataset.name} is number ${steps().indexOf(step) + 1} of ${steps().length} now.`;
  measure();
}

function move(step, by) {
  const other = steps()[steps().indexOf(step) + by];
  if (!other) return;
  if (by < 0) other.before(step);
  else other.after(step);
  arranged(step);
  const pressed = step.querySelector(`[value^='${by < 0 ? "up" : "down"}.']`);
  (pressed.disabled ? step.querySelector(`[value^='${by < 0 ? "down" : "up"}.']`) : pressed).focus();
}

function takeOut(step) {
  const index = steps().indexOf(step);
  step.remove();
  renumber();
  moved.textContent = `${step.dataset.name} is taken out.`;
  measure();
  const next = steps()[Math.min(index, steps().length - 1)];
  (next ? next.querySelector("[value^='remove.']") : document.getElementById("add")).focus();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='action']");
  if (!button) return;
  event.preventDefault();
  const step = button.closest(".step");
  const [verb] = button.value.split(".");
  if (verb === "remove") takeOut(step);
  else move(step, verb === "up" ? -1 : 1);
});

// Dragging, by whatever points: a step changes places with the one that the pointer has come to.
list.classList.add("movable");
list.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const step = handle.closest(".step");
  step.classList.add("dragged");
  const follow = (at) => {
    const over = steps().find((each) => {
      const box = each.getBoundingClientRect();
      return at.clientY >= box.top && at.clientY <= box.bottom;
    });
    if (!over || over === step) return;
    const box = over.getBoundingClientRect();
    const below = steps().indexOf(over) > steps().indexOf(step);
    // Past its middle only, else tall and short ones would change places for ever.
    if (below && at.clientY > box.top + box.height / 2) over.after(step);
    else if (!below && at.clientY < box.top + box.height / 2) over.before(step);
  };
  const drop = () => {
    step.classList.remove("dragged");
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", drop);
    arranged(step);
  };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
});

/** Return a number that was typed, null for the usual, and throw for what is none. */
function typed(step, name) {
  const input = field(step, name);
  const text = input ? input.value.trim() : "";
  if (!text) return null;
  if (!/^\d+$/.test(text)) throw new RangeError(name);
  return Number(text);
}

function described(step) {
  const sides = field(step, "sides");
  const partner = field(step, "partner");
  return {
    stretch: field(step, "stretch").value,
    hold: typed(step, "hold"),
    repetitions: typed(step, "repetitions"),
    rest: typed(step, "rest"),
    lead_time: typed(step, "lead_time"),
    sides: sides && sides.value ? sides.value.split(",") : null,
    partner: Boolean(partner && partner.checked),
  };
}

let waiting;
let asked = 0;
function measure() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const question = (asked += 1);
    let told = "–";
    try {
      if (steps().length) {
        const { seconds } = await call("POST", form.dataset.length, { steps: steps().map(described) });
        told = `about ${Math.ceil(seconds / 60)} min`;
      }
    } catch {
      // What is wrong is said at its field, once it is saved.
    }
    if (question === asked) total.textContent = told;
  }, WAIT_MS);
}
list.addEventListener("input", measure);

// The name: whether it can be understood is told while it is typed.
const name = document.getElementById("name");
const sounds = document.getElementById("sounds_like");
const told = document.getElementById("name-check");
let checking;
let checked = 0;
function check() {
  clearTimeout(checking);
  checking = setTimeout(async () => {
    const question = (checked += 1);
    const text = sounds.value.trim() || name.value.trim();
    let answer = "";
    try {
      if (text) {
        const { advice, said } = await call("POST", form.dataset.names, { name: text, own: form.dataset.own || null });
        answer = advice || (said.length ? `It will be understood as “${said.join(" ")}”.` : "");
        if (advice && !sounds.closest("details").open) sounds.closest("details").open = true;
      }
    } catch {
      // What is wrong with a name is said once it is saved.
    }
    if (question === checked) told.textContent = answer;
  }, WAIT_MS);
}
name.addEventListener("input", check);
sounds.addEventListener("input", check);
