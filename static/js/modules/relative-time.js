/** "3 hours ago" for what happened within a day; the full time stays in the title. */
const STEPS = [
  ["hour", 3600],
  ["minute", 60],
];
const DAY = 86400;

export function enhance(time) {
  const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
  if (!(age >= 0 && age < DAY)) return;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const [unit, seconds] = STEPS.find(([, length]) => age >= length) ?? ["minute", 60];
  time.title = time.textContent.trim();
  time.textContent = words.format(-Math.floor(age / seconds), unit);
}
