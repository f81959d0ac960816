// The list of routines: one recording is heard at a time.
const players = [...document.querySelectorAll("audio")];

for (const player of players) {
  player.addEventListener("play", () => {
    for (const other of players) if (other !== player) other.pause();
  });
  // Who closes it wants it to be over.
  player.closest("details").addEventListener("toggle", (event) => {
    if (!event.target.open) player.pause();
  });
}
