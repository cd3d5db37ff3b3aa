/** Many files at once: one request a file, a line for each. Without this the form sends them all. */
const AT_ONCE = 2;

export function enhance(form) {
  const files = form.elements.files;
  const lines = form.querySelector("[data-lines]");
  const told = form.querySelector("[data-told]");
  const words = lines.dataset;
  let waiting = [];
  let running = 0;
  let stored = 0;

  const begin = (chosen) => {
    for (const file of chosen) waiting.push(line(file));
    lines.hidden = false;
    next();
  };

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("b");
    const says = document.createElement("span");
    const bar = document.createElement("progress");
    name.textContent = file.name;
    says.textContent = words.waiting;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, bar, says);
    lines.append(item);
    return { file, item, says, bar };
  };

  const next = () => {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
    if (running || waiting.length) return;
    told.textContent = words.done.replace("%d", stored);
    form.querySelector("[data-after]").hidden = stored === 0;
  };

  const send = (one) => {
    running += 1;
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.one);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      one.bar.value = event.total ? event.loaded / event.total : 0;
      one.says.textContent = one.bar.value < 1 ? words.sending : words.checking;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      const answer = request.response ?? {};
      one.bar.remove();
      if (request.status === 201) accepted(one, answer);
      else refused(one, answer.errors?.join(" ") ?? words.failed);
      next();
    });
    const body = new FormData();
    body.append("file", one.file);
    if (form.elements.credit) body.append("credit", form.elements.credit.value);
    request.send(body);
  };

  const accepted = (one, { page, twin }) => {
    stored += 1;
    one.says.textContent = "";
    one.says.append(link(page, words.stored));
    if (!twin) return;
    const known = document.createElement("p");
    const image = document.createElement("img");
    image.src = twin.small;
    image.alt = "";
    known.append(image, `${words.known} `, link(twin.page, twin.name));
    one.item.append(known);
  };

  const refused = (one, why) => {
    one.item.className = "is-refused";
    one.says.textContent = why;
  };

  form.addEventListener("submit", (event) => {
    if (!files.files.length) return;
    event.preventDefault();
    begin([...files.files]);
    files.value = "";
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    begin([...event.dataTransfer.files]);
  });
  for (const hint of form.querySelectorAll("[data-drop]")) hint.hidden = false;
}

function link(address, words) {
  const made = document.createElement("a");
  made.className = "lnk";
  made.href = address;
  made.textContent = words;
  return made;
}

const form = document.querySelector("form[data-one]");
if (form) enhance(form);
