// Uncovers a timeline as time goes by. Without it the drawing is simply whole.
"use strict";
for (const figure of document.querySelectorAll("[data-timeline]")) {
  const { span, tracks } = JSON.parse(figure.querySelector("script").textContent);
  const [left, right] = figure.dataset.timeline.split(" ").map(Number);
  const player = figure.querySelector(".player");
  const [button, range, speed, clock] = ["button", "input", "select", "output"].map((name) => player.querySelector(name));
  const covered = figure.querySelectorAll(".uncovered");
  const told = [...figure.querySelectorAll("[data-track]")];
  const whole = told.map((text) => text.textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let now = span;
  let before = null;
  let running = false;

  const done = (ends, at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const draw = () => {
    const hidden = `${100 - (100 * now) / span}%`;
    const ended = now >= span;
    for (const group of covered) {
      const box = group.getBBox();
      const x = left + ((right - left) * now) / span;
      const cut = Math.max(0, Math.min(box.width, box.x + box.width - x));
      group.style.clipPath = ended || hidden === "0%" ? "none" : `inset(0 ${cut}px 0 0)`;
    }
    told.forEach((text, number) => {
      const track = tracks[number];
      const over = ended || now >= track.wall;
      text.textContent = over ? whole[number] : `${done(track.ends, now)} / ${track.ends.length}`;
    });
    range.value = String(Math.round((1000 * now) / span));
    range.setAttribute("aria-valuetext", `${now.toFixed(2)} seconds`);
    clock.textContent = `${now.toFixed(2)} s`;
    figure.dataset.now = now.toFixed(3);
  };

  const stop = () => {
    running = false;
    before = null;
    button.textContent = "Play";
  };

  const step = (time) => {
    if (!running) return;
    if (before !== null) now = Math.min(span, now + ((time - before) / 1000) * Number(speed.value));
    before = time;
    draw();
    if (now >= span) stop();
    else requestAnimationFrame(step);
  };

  button.addEventListener("click", () => {
    if (running) return stop();
    if (now >= span) now = 0;
    if (calm.matches) {
      // No motion was asked for: go on in ten still pictures.
      now = Math.min(span, now + span / 10);
      return draw();
    }
    running = true;
    button.textContent = "Pause";
    requestAnimationFrame(step);
  });
  range.addEventListener("input", () => {
    stop();
    now = (span * Number(range.value)) / 1000;
    draw();
  });
  if (calm.matches) button.textContent = "Step";
  player.hidden = false;
  draw();
}
