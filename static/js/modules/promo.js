/**
 * Tells the paper which slots were really looked at: half of one on screen for a second. One
 * message for the page, when the reader leaves it or has seen them all; nothing is kept here.
 */
const SECOND = 1000;
const waiting = new Map();
const slots = new Set();
let seen = [];

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRatio } of entries) {
      clearTimeout(waiting.get(target));
      if (intersectionRatio >= 0.5) waiting.set(target, setTimeout(note, SECOND, target));
    }
  },
  { threshold: 0.5 },
);

export function enhance(slot) {
  slots.add(slot);
  watcher.observe(slot);
}

function note(slot) {
  if (document.visibilityState !== "visible") {
    waiting.set(slot, setTimeout(note, SECOND, slot));
    return;
  }
  watcher.unobserve(slot);
  slots.delete(slot);
  seen.push(slot.dataset.booking);
  if (!slots.size) tell();
}

function tell() {
  if (!seen.length) return;
  const words = new URLSearchParams({ bookings: seen.join(" "), path: location.pathname });
  seen = [];
  navigator.sendBeacon("/shown/", words);
}

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") tell();
});
addEventListener("pagehide", tell);
