// Shows at once, while somebody types, which stretches have these words.

const form = document.getElementById("find-form");
const field = document.getElementById("find");
const count = document.getElementById("count");
const cards = [...document.querySelectorAll("#library > li")];

function filter() {
  const parts = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const card of cards) {
    card.hidden = !parts.every((part) => card.dataset.words.includes(part));
    if (!card.hidden) found += 1;
  }
  count.textContent = parts.length ? `${found || "No"} ${found === 1 ? "stretch" : "stretches"} found.` : "";
}

// A page that came with what was found only has not all the cards; there, the form asks again.
if (!field.value) {
  document.getElementById("find-button").hidden = true;
  field.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
}
