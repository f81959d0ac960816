// The ring of a hold, and the number in it. Between two events it runs by the browser's own clock.

const FULL = [{ strokeDashoffset: "0" }, { strokeDashoffset: "1" }];
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Countdown {
  #ring;
  #left;
  #number;
  #animation = null;
  #timer = null;

  constructor(ring, left, number) {
    this.#ring = ring;
    this.#left = left;
    this.#number = number;
  }

  /** Show {seconds, left, running}, or nothing for null. */
  show(countdown) {
    clearTimeout(this.#timer);
    this.#animation?.cancel();
    this.#ring.hidden = countdown === null;
    if (countdown === null) return;
    const end = performance.now() + countdown.left * 1000;
    if (countdown.seconds > 0) this.#turn(countdown);
    this.#count(countdown, end);
  }

  #turn({ seconds, left, running }) {
    this.#animation = this.#left.animate(FULL, { duration: seconds * 1000, fill: "both" });
    this.#animation.currentTime = (seconds - left) * 1000;
    if (!running || still.matches) this.#animation.pause();
  }

  #count(countdown, end) {
    const left = countdown.running ? Math.max((end - performance.now()) / 1000, 0) : countdown.left;
    this.#number.textContent = Math.ceil(left - 0.05);
    if (still.matches && this.#animation) this.#animation.currentTime = (countdown.seconds - left) * 1000;
    if (countdown.running && left > 0) {
      this.#timer = setTimeout(() => this.#count(countdown, end), ((left % 1) || 1) * 1000);
    }
  }
}
