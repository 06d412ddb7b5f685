// Runs once, when the conversation's component is on the page. `element`, `trigger`, `props` and `watch` are Gradio's.
// Values are patches: {conversation, turns: [{turn, parts: {name: html}}]}. Only parts that changed are touched, so an
// open fold-out, a chosen variant or the place one has scrolled to stays as it is while an answer streams.

const PARTS = ["welcome", "you", "status", "answer", "bundle", "cards", "note", "next", "trace"];
const thread = element.querySelector(".dg-thread");
const banner = element.querySelector(".dg-banner");
let conversation = null;

// The id of this tab's conversation: made here, kept for as long as the tab is, replaced when the server opens another.
window.daogouTab = function () {
  let tab = sessionStorage.getItem("daogou-tab");
  if (!tab) {
    tab = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("daogou-tab", tab);
  }
  return tab;
};

let shown = new Map();
const viewed = new Set(); // products whose details were opened in this conversation: said once

function turnElement(number) {
  let turn = thread.querySelector(':scope > [data-turn="' + number + '"]');
  if (turn) return turn;
  turn = document.createElement(number === 0 ? "div" : "article");
  turn.className = "dg-turn";
  turn.dataset.turn = number;
  for (const name of PARTS) {
    const part = document.createElement("div");
    part.dataset.part = name;
    turn.append(part);
  }
  thread.append(turn);
  shown.set(number, {});
  return turn;
}

function patch() {
  const value = props.value;
  if (!value || !value.turns) return;
  if ("photos" in value) offerPhotos(value.photos);
  if (value.conversation && value.conversation !== conversation) {
    if (conversation !== null) thread.replaceChildren();
    if (conversation !== null) shown = new Map();
    conversation = value.conversation;
    sessionStorage.setItem("daogou-tab", conversation);
    viewed.clear();
  }
  let opened = null;
  for (const change of value.turns) {
    const isNew = !shown.has(change.turn);
    const turn = turnElement(change.turn);
    if (isNew && change.turn > 0) opened = turn;
    const before = shown.get(change.turn);
    for (const name of PARTS) {
      const html = change.parts[name] || "";
      if (before[name] === html) continue;
      before[name] = html;
      const part = turn.querySelector(':scope > [data-part="' + name + '"]');
      const kept = choices(part);
      part.innerHTML = html;
      restore(part, kept);
    }
  }
  const turns = thread.querySelectorAll(":scope > [data-turn]");
  turns.forEach((turn, index) => turn.classList.toggle("is-last", index === turns.length - 1));
  setTimeout(count, 50);
  if (opened) opened.scrollIntoView({ block: "start", behavior: quiet() ? "auto" : "smooth" });
}

// What the shopper opened or chose in a part, by product, so that a fresh copy of the part starts from it.
function choices(part) {
  return {
    open: Array.from(part.querySelectorAll("details[open][data-view]"), (fold) => fold.dataset.view),
    chosen: Array.from(part.querySelectorAll("select[data-variant-of]"), (choice) => [choice.dataset.variantOf, choice.value]),
  };
}

function restore(part, kept) {
  for (const product of kept.open) {
    const fold = part.querySelector('[data-view="' + CSS.escape(product) + '"]');
    if (fold) fold.open = true;
  }
  for (const [product, variant] of kept.chosen) {
    const choice = part.querySelector('[data-variant-of="' + CSS.escape(product) + '"]');
    if (choice && choice.value !== variant) choice.value = variant;
  }
}

function quiet() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// ---- buttons: one listener for the whole page; what they do is in their data-act

function isMine(target) {
  return target instanceof Element && element.isConnected ? target.closest("[data-act]") : null;
}

function act(details) {
  trigger("act", Object.assign({ tab: daogouTab() }, details));
}

function onClick(event) {
  const ref = event.target instanceof Element ? event.target.closest("a[data-ref]") : null;
  if (ref) {
    event.preventDefault();
    flash(document.getElementById("card-" + ref.dataset.ref));
    return;
  }
  const button = isMine(event.target);
  if (!button || button.tagName === "SELECT") return;
  const data = button.dataset;
  if (data.act === "theme") return toggleTheme();
  if (data.act === "panel-close") return openPanel("");
  if (data.act.startsWith("panel-")) return openPanel(data.act.slice(6));
  if (data.act === "say") return trigger("say", { text: data.text, send: data.send || data.text, tab: daogouTab() });
  if (data.act === "add") {
    const card = button.closest(".dg-card");
    const choice = card ? card.querySelector("select[data-variant-of]") : null;
    button.classList.add("is-busy");
    return act({ act: "add", product: data.product, variant: choice ? choice.value : "" });
  }
  if (data.act === "add_bundle") {
    const turn = button.closest("[data-turn]");
    return act({ act: "add_bundle", turn: turn ? turn.dataset.turn : "" });
  }
  act(Object.assign({}, data));
}

function onChange(event) {
  const chosen = isMine(event.target);
  if (chosen && chosen.dataset.act === "persona") act({ act: "persona", value: chosen.value });
}

function onToggle(event) {
  const fold = event.target;
  if (fold instanceof HTMLDetailsElement && fold.open && fold.dataset.view && !viewed.has(fold.dataset.view)) {
    viewed.add(fold.dataset.view);
    act({ act: "view", product: fold.dataset.view });
  }
}

function onImageError(event) {
  // The placeholder behind a picture shows when the picture does not come.
  if (event.target instanceof HTMLImageElement && event.target.closest(".dg-picture")) event.target.remove();
}

function flash(card) {
  if (!card) return;
  card.scrollIntoView({ block: "center", behavior: quiet() ? "auto" : "smooth" });
  card.classList.add("is-flashed");
  setTimeout(() => card.classList.remove("is-flashed"), 1600);
}

// ---- the message: taken and the field emptied at the key press, so that the next one can be typed at once. Gradio's own
// submit reads the field a moment later, when it may already hold the next message.

function send(field) {
  const text = field.value;
  const chosen = photo;
  if (!text.trim() && !chosen) return;
  const message = { text: text, send: text, tab: daogouTab() };
  if (!chosen) trigger("say", message);
  else chosen.then((data) => trigger("say", Object.assign({ photo: data }, message)));
  attach(null);
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function onKey(event) {
  if (event.key === "Escape") openPanel("");
  const composing = event.isComposing || event.keyCode === 229; // Enter that ends a word of Chinese is not one that sends
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  if (!(event.target instanceof Element) || !event.target.matches("#dg-message textarea")) return;
  event.preventDefault();
  send(event.target);
}

function onSend(event) {
  if (event.target instanceof Element && event.target.closest("#dg-message button"))
    send(document.querySelector("#dg-message textarea"));
}

// ---- a photo for the next message: shrunk here, so that little travels. The server reads it anew and trusts none of it.

const EDGE = 1024; // pixels
const BEGINNING = 65536; // bytes of a file that is no picture to the browser: the server says what is wrong with it
let photo = null; // a promise of the chosen one as base64

function offerPhotos(can) {
  const box = document.querySelector(".dg-photo");
  if (box) box.hidden = !can;
}

async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return coded(await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)));
  } catch {
    return coded(file.slice(0, BEGINNING));
  }
}

function coded(blob) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => done(""); // the file went away: to the server, one that cannot be read
    reader.readAsDataURL(blob);
  });
}

function attach(file) {
  const box = document.querySelector(".dg-photo");
  if (!box) return;
  const large = file && file.size > Number(box.dataset.limit);
  photo = file && !large ? shrunk(file) : null;
  box.querySelector(".dg-photo-said").textContent = large ? box.dataset.large : photo ? box.dataset.chosen : "";
  box.querySelector(".dg-detach").hidden = !photo;
  box.querySelector("input").value = "";
  box.classList.toggle("is-chosen", Boolean(photo));
}

function onPhotoClick(event) {
  const button = event.target instanceof Element ? event.target.closest(".dg-photo button") : null;
  if (!button) return;
  if (button.classList.contains("dg-attach")) return button.parentElement.querySelector("input").click();
  attach(null);
  document.querySelector("#dg-message textarea").focus();
}

function onPhotoChosen(event) {
  if (!(event.target instanceof Element) || !event.target.matches(".dg-photo input") || !event.target.files.length) return;
  attach(event.target.files[0]);
  document.querySelector("#dg-message textarea").focus();
}

// ---- what the panels count is shown on the buttons that open them

function count() {
  for (const name of ["cart", "memory"]) {
    const panel = document.getElementById("dg-" + name);
    const button = document.querySelector('[data-act="panel-' + name + '"]');
    if (!panel || !button) continue;
    const number = panel.dataset.count;
    if (number !== "0") button.dataset.count = number;
    else delete button.dataset.count;
  }
}

// ---- panels (a drawer on narrow screens) and theme

function openPanel(name) {
  const side = document.getElementById("dg-side");
  side.dataset.panel = side.dataset.panel === name ? "" : name;
  const panel = side.dataset.panel && document.getElementById("dg-" + name);
  if (panel) panel.querySelector("button").focus();
}

function toggleTheme() {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("daogou-theme", dark ? "dark" : "light");
}

const wanted = localStorage.getItem("daogou-theme");
if (wanted) document.body.classList.toggle("dark", wanted === "dark");

// ---- the model's state: one line while it starts or is down, nothing when it is there

async function health() {
  let state = "";
  try {
    state = (await (await fetch("healthz", { cache: "no-store" })).json()).model;
  } catch {
    state = "";
  }
  banner.textContent = banner.dataset[state] || "";
  banner.hidden = !banner.textContent;
  setTimeout(health, state === "starting" ? 2000 : 15000);
}

document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("click", onPhotoClick);
document.addEventListener("change", onPhotoChosen);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("error", onImageError, true);
document.addEventListener("click", onSend);
document.addEventListener("keydown", onKey, true);
watch("value", patch);
patch();
health();
