/** Who else has this story open. Advice: nobody is kept from writing, and nothing is locked. */
import { make, say } from "./desk.js";

export function startHere() {
  const place = document.getElementById("w-here");
  const button = place.querySelector("[data-here-short]");
  const list = place.querySelector("ul");
  const said = document.getElementById("w-here-said");
  const taken = document.getElementById("w-taken");
  let key = place.dataset.here;
  let words = "";
  let told = "";

  place.querySelector("[data-take]").addEventListener("click", () => {
    place.querySelector("[popover]").hidePopover();
    place.dispatchEvent(new CustomEvent("take"));
  });

  function show({ short, sentences, key: now }) {
    place.hidden = !short;
    if (button.textContent !== short) button.textContent = short;
    if (sentences.join() !== words) {
      words = sentences.join();
      list.replaceChildren(...sentences.map((text) => make("li", { textContent: text })));
    }
    // Said aloud when somebody comes or goes; not each minute anew.
    if (now !== key) said.textContent = short || say("alone");
    key = now;
  }

  return {
    onTake(action) { place.addEventListener("take", action); },
    hear(data) {
      if (data.here) show(data.here);
      if (data.taken === undefined || told === data.taken) return;
      told = data.taken;
      taken.hidden = !told;
      const close = make("button", { type: "button", className: "lnk", textContent: say("close") });
      close.addEventListener("click", () => { taken.hidden = true; });
      taken.replaceChildren(...(told ? [make("p", { textContent: told }), close] : []));
    },
  };
}
