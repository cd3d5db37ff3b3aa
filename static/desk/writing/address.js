/** The address as it will be, and the headline in the places where readers meet it. */
import { form } from "./desk.js";

const LETTERS = { ł: "l", Ł: "L", ø: "o", Ø: "O", đ: "d", Đ: "D", ŧ: "t", ß: "ss", ı: "i", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", þ: "th", Þ: "Th", ð: "d", Ð: "D" };

/** As newsroom.kit.slugs does it; the server has the last word. */
export function slug(text, longest = 75) {
  const plain = [...text].map((letter) => LETTERS[letter] || letter).join("").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const made = plain.toLowerCase().replace(/[’'‘]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return made.length <= longest ? made : made.slice(0, longest + 1).replace(/-[^-]*$/, "").slice(0, longest);
}

export function watchAddress() {
  const field = form.elements.slug;
  const place = document.getElementById("w-address");
  if (field.disabled) return;
  const show = () => { place.textContent = `${place.dataset.before}${slug(field.value || form.elements.headline.value) || "…"}/`; };
  form.elements.headline.addEventListener("input", show);
  field.addEventListener("input", show);
  field.addEventListener("change", () => { field.value = slug(field.value, 90); show(); });
  show();
}

export function watchCard() {
  // Each names the fields it is filled from: the first that says something.
  const places = [...document.querySelectorAll("[data-words]")].map((shown) => [shown, shown.dataset.words.split(" ").map((name) => form.elements[name])]);
  const show = () => {
    for (const [shown, fields] of places) shown.textContent = fields.find((field) => field.value.trim())?.value ?? "";
  };
  for (const field of new Set(places.flatMap(([, fields]) => fields))) {
    for (const kind of ["input", "restored"]) field.addEventListener(kind, show);
  }
  const place = document.getElementById("card-picture");
  const picture = () => {
    const shown = form.querySelector("[data-lead-shown] img");
    place.replaceChildren(...(shown ? [Object.assign(new Image(), { src: shown.src, alt: "", width: 312, height: 163 })] : []));
  };
  document.addEventListener("lead:changed", picture);
  show();
  picture();
}
