// What makes pages quicker under the hand. Every page is complete without it.

const here = document.documentElement;

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.pull[open]")) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.pull[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

// A note can be put away once it is read.
for (const button of document.querySelectorAll(".note .close[hidden]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const list = button.closest(".notes");
    button.closest("li, .note").remove();
    if (list && !list.children.length) list.remove();
    document.querySelector("main")?.focus();
  });
}

// What went wrong is read first.
document.querySelector("[data-errors]")?.focus();

// Who logs out leaves no page behind on a phone that others use too.
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-logout")) window.caches?.delete("yike-patrol");
});

// A form is sent once, however often the button is pressed; coming back to the page frees it again, and so does a file
// that it is answered with: that leaves the page standing, and says by a cookie that it has come. Each sending has a word
// of its own, so that no other form is freed by it, nor that of another page.
const SENT_AS = "sent-as";
let looking = 0;

function wordFor(form) {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const word = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  let field = form.querySelector(`input[name="${SENT_AS}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = SENT_AS;
    form.append(field);
  }
  field.value = word;
  return word;
}

function free(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

function lookForFiles() {
  const come = document.cookie.split("; ");
  const sent = document.querySelectorAll("form[data-sent]");
  for (const form of sent) {
    const name = `file-${form.dataset.sent}`;
    if (!come.includes(`${name}=1`)) continue;
    document.cookie = `${name}=; path=/; max-age=0`;
    free(form);
  }
  if (!sent.length) clearInterval(looking);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = wordFor(form);
  form.setAttribute("aria-busy", "true");
  clearInterval(looking);
  looking = setInterval(lookForFiles, 300);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

// A link with data-dialog opens the page it leads to inside a dialog.
function frame(content, label) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-quiet dialog-close";
  close.textContent = label;
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, ...content.childNodes);
  const title = dialog.querySelector("h1");
  if (title) {
    title.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  for (const back of dialog.querySelectorAll("[data-dialog-close]")) {
    back.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  return dialog;
}

async function openDialog(link, signal) {
  const answer = await fetch(link.href, { headers: { "X-Requested-With": "dialog" }, signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("main");
  if (!answer.ok || !content || answer.redirected) throw new Error("not a page for a dialog");
  const dialog = frame(document.importNode(content, true), here.dataset.close);
  for (const form of dialog.querySelectorAll("form:not([action])")) form.action = link.href;
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

let opening = null; // pressed twice, a link opens one dialog; another link is wanted instead of the one before

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
  event.preventDefault();
  if (opening?.link === link) return;
  opening?.off.abort();
  const mine = { link, off: new AbortController() };
  opening = mine;
  openDialog(link, mine.off.signal)
    .catch(() => { if (opening === mine) location.assign(link.href); })
    .finally(() => { if (opening === mine) opening = null; });
});

// What is made for paper is printed by a button; without it, by the browser's own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
