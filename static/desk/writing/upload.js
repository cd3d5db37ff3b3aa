/** Sends one file and says in a line of its own how that goes; refusals in the server's words. */
import { desk, form, make, say } from "./desk.js";

/** `instead` is called with the picture that was here before, where one takes that. */
export function upload(file, lines, { instead = null, address = desk.places.pictures, key = "picture" } = {}) {
  const { name } = file;
  const text = make("p");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "w-ups__bar");
  svg.setAttribute("aria-hidden", "true");
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  bar.setAttribute("height", "2");
  bar.setAttribute("width", "0%");
  svg.append(bar);
  const line = make("li", {}, text, svg);
  lines.append(line);
  const refuse = (words) => {
    line.className = "is-refused";
    text.textContent = `${name}: ${words}`;
    svg.remove();
    return null;
  };
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      const percent = Math.round((event.loaded / (event.total || file.size || 1)) * 100);
      bar.setAttribute("width", `${percent}%`);
      text.textContent = percent < 100 ? say("uploading", { name, percent }) : say("checking", { name });
    });
    request.addEventListener("load", () => {
      if (request.status === 201 && request.response?.[key]) {
        text.textContent = say("uploaded", { name });
        svg.remove();
        if (request.response.twin) line.append(alike(request.response.twin, instead));
        resolve(request.response[key]);
        return;
      }
      const words = request.response?.errors?.join(" ");
      resolve(words ? refuse(words) : failed());
    });
    const failed = () => {
      line.className = "is-refused";
      text.textContent = say("uploadFailed", { name });
      svg.remove();
      return null;
    };
    request.addEventListener("error", () => resolve(failed()));
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

function alike(twin, instead) {
  const use = make("button", { type: "button", className: "lnk", textContent: say("twinUse") });
  use.addEventListener("click", () => instead(twin));
  const image = make("img", { src: twin.small, alt: "", width: 56, height: 42 });
  return make("p", { className: "w-ups__twin" }, image, make("span", {}, `${say("twin")} ${twin.name}`), use);
}
