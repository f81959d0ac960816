// The list of routines: one recording is heard at a time.
const players = [...document.querySelectorAll("audio")];

for (const player of players) {
  player.addEventListener("play", () => {
    // Set anew and not only paused: what is loaded and not read takes up a thread of the server.
    for (const other of players) if (other !== player) other.src = other.src;
  });
  // Who closes it wants it to be over.
  player.closest("details").addEventListener("toggle", (event) => {
    if (!event.target.open) player.pause();
  });
}
