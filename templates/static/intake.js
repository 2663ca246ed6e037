/* The draft's page: the sentences of the letter make, join, split and drop its requests.
   Without this script the same is done in the form's rows; the form stays what is sent. */
"use strict";

const pane = document.querySelector(".document .letter");
const fieldset = document.getElementById("requests-rows");
const said = document.getElementById("intake-status");

function start() {
  pane.querySelectorAll(".number").forEach((number) => number.remove());
  const found = [...pane.querySelectorAll(".as-read")].map((shown) => ({ shown, label: shown.querySelector(".label") }));
  found.forEach(({ label }) => label?.remove());
  for (const part of found) {
    part.start = lengthBefore(part.shown);
    part.end = part.start + part.shown.textContent.length;
  }
  const text = pane.textContent;
  const sentences = sentencesOf(text);
  let asked = rows().filter((row) => !removed(row)).map((row) => ({ row, ...spanOf(words(row).value, text, startOf(row, text)) }));
  let current = 0;

  function render(focus = false) {
    asked.forEach(renumber);
    // A row that is dropped stays below the one that it stands below.
    rows().reduce((above, row) => (order(row).value = removed(row) ? above : order(row).value), 0);
    const edges = new Set([0, text.length]);
    for (const { start, end } of [...sentences, ...asked.filter((request) => request.start >= 0)]) edges.add(start).add(end);
    const cuts = [...edges].sort((a, b) => a - b);
    const nodes = cuts.slice(0, -1).map((start, place) => piece(start, cuts[place + 1]));
    pane.replaceChildren(...nodes);
    options()[current]?.setAttribute("tabindex", "0");
    if (focus) options()[current]?.focus();
  }

  function renumber({ row, start }, place) {
    order(row).value = place + 1;
    row.querySelectorAll("[data-number]").forEach((shown) => (shown.textContent = place + 1));
    row.querySelector("[data-place]").href = `#asked-${place + 1}`;
    row.querySelector("[data-place]").hidden = start < 0;
    row.querySelector("[data-no-place]").hidden = start >= 0;
  }

  function piece(start, end) {
    const sentence = sentences.findIndex((one) => one.start <= start && end <= one.end);
    if (sentence < 0) return runs(start, end);
    const number = asked.findIndex((request) => request.start <= start && end <= request.end);
    const node = document.createElement("span");
    node.append(runs(start, end));
    node.className = number < 0 ? "sentence" : "sentence asked";
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", String(number >= 0));
    node.tabIndex = -1;
    node.draggable = true;
    node.dataset.sentence = sentence;
    if (number >= 0) {
      node.dataset.number = number + 1;
      node.classList.toggle("first", asked[number].start === start);
      if (asked[number].start === start) node.id = `asked-${number + 1}`;
    }
    return node;
  }

  // The words between two places, with what was read in them.
  function runs(start, end) {
    const all = document.createDocumentFragment();
    let done = start;
    for (const part of found.filter((one) => one.start < end && start < one.end)) {
      const [from, to] = [Math.max(part.start, start), Math.min(part.end, end)];
      const shown = document.createElement("span");
      shown.className = "as-read";
      if (part.label && from === part.start) shown.append(part.label.cloneNode(true));
      shown.append(text.slice(from, to));
      all.append(text.slice(done, from), shown);
      done = to;
    }
    all.append(text.slice(done, end));
    return all;
  }

  const options = () => [...pane.querySelectorAll(".sentence")];
  const requestAt = (node) => asked[Number(node.dataset.number) - 1];
  const before = (position) =>
    asked.filter((request) => request.start >= 0 && request.start < position).sort((a, b) => a.start - b.start).at(-1);

  function make(start, end) {
    const following = asked.findIndex((request) => request.start > start);
    const request = { row: newRow(), start, end };
    asked.splice(following < 0 ? asked.length : following, 0, request);
    set(request, start, end);
    return `Request made: ${text.slice(start, end)}`;
  }

  function set(request, start, end) {
    Object.assign(request, { start, end });
    words(request.row).value = text.slice(start, end).trim();
    startField(request.row).value = [...text.slice(0, start)].length; // as Python counts
  }

  function drop(request) {
    deletion(request.row).value = "on";
    request.row.hidden = true;
    asked = asked.filter((other) => other !== request);
    return "Request removed.";
  }

  function join(one, other) {
    const [start, end] = [Math.min(one.start, other.start), Math.max(one.end, other.end)];
    const [kept, gone] = one.start <= other.start ? [one, other] : [other, one];
    drop(gone);
    set(kept, start, end);
    return "Requests joined.";
  }

  function act(key, node) {
    const request = node.dataset.number ? requestAt(node) : null;
    const sentence = sentences[node.dataset.sentence];
    if (key === "Enter" || key === "click") {
      if (!request) return make(sentence.start, sentence.end);
      words(request.row).focus();
      request.row.scrollIntoView({ block: "center" });
      return null;
    }
    if (key === "Delete" && request) return drop(request);
    const previous = before(request ? request.start : sentence.start);
    if (key === "m" && previous) {
      if (request) return join(previous, request);
      set(previous, previous.start, sentence.end);
      return "Sentence added to the request before it.";
    }
    if (key === "s" && request && request.start < sentence.start) {
      const end = request.end;
      set(request, request.start, sentence.start);
      make(sentence.start, end);
      return "Request split.";
    }
    return null;
  }

  function done(message, focus) {
    if (message === null) return;
    said.textContent = message.slice(0, 120);
    render(focus);
  }

  pane.addEventListener("click", (event) => {
    const node = event.target.closest(".sentence");
    if (!node || String(getSelection())) return;
    current = options().indexOf(node);
    done(act("click", node), true);
  });

  pane.addEventListener("keydown", (event) => {
    const all = options();
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in steps) {
      all[current]?.setAttribute("tabindex", "-1");
      current = Math.min(Math.max(current + steps[event.key], 0), all.length - 1);
      all[current].setAttribute("tabindex", "0");
      all[current].focus();
    } else if (["Enter", "Delete", "m", "s"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      done(act(event.key, all[current]), event.key !== "Enter" || !all[current].dataset.number);
    } else return;
    event.preventDefault();
  });

  pane.addEventListener("focusin", (event) => {
    const place = options().indexOf(event.target);
    if (place >= 0) current = place;
  });

  // Dragging one request onto another joins them; dragging a sentence out of its request splits it off.
  let dragged = null;
  pane.addEventListener("dragstart", (event) => (dragged = event.target.closest(".sentence")));
  pane.addEventListener("dragover", (event) => event.preventDefault());
  pane.addEventListener("drop", (event) => {
    event.preventDefault();
    const target = event.target.closest(".sentence");
    if (!dragged?.dataset.number) return;
    const [request, onto] = [requestAt(dragged), target?.dataset.number ? requestAt(target) : null];
    done(onto && onto !== request ? join(request, onto) : act("s", dragged), false);
  });

  // What is typed into a row moves its mark.
  fieldset.addEventListener("change", (event) => {
    const request = asked.find((one) => one.row.contains(event.target));
    if (!request) return;
    Object.assign(request, spanOf(words(request.row).value, text, startOf(request.row, text)));
    render();
  });

  // The request in whose row somebody is shows in the letter, where the letter scrolls by itself.
  fieldset.addEventListener("focusin", (event) => {
    const place = asked.findIndex((one) => one.row.contains(event.target));
    const shown = document.getElementById(`asked-${place + 1}`);
    const frame = pane.closest(".document");
    if (shown && frame.scrollHeight > frame.clientHeight) frame.scrollTop = shown.offsetTop - frame.clientHeight / 3;
  });

  pane.setAttribute("role", "listbox");
  pane.setAttribute("aria-multiselectable", "true");
  pane.setAttribute("aria-label", "Sentences of the letter");
  document.getElementById("intake-help").hidden = false;
  render();
}

// How much of the letter stands before a part of it.
function lengthBefore(shown) {
  const before = document.createRange();
  before.setStart(pane, 0);
  before.setEndBefore(shown);
  return before.toString().length;
}

function sentencesOf(text) {
  const found = [];
  for (const paragraph of text.matchAll(/\S[\s\S]*?(?=\n\s*\n|\s*$)/g)) {
    for (const { segment, index } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(paragraph[0])) {
      const start = paragraph.index + index;
      const length = segment.trimEnd().length;
      if (length) found.push({ start, end: start + length });
    }
  }
  return found;
}

// The first place of the words that begins at `from` or later, else the first at all.
function spanOf(asked, text, from = 0) {
  const pattern = asked.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const places = pattern ? [...text.matchAll(new RegExp(pattern, "g"))] : [];
  const found = places.find((place) => place.index >= from) ?? places[0];
  return found ? { start: found.index, end: found.index + found[0].length } : { start: -1, end: -1 };
}

function rows() {
  return [...fieldset.querySelectorAll(".row")];
}

function newRow() {
  const total = fieldset.querySelector("[name=requests-TOTAL_FORMS]");
  const holder = document.createElement("div");
  holder.innerHTML = document.getElementById("requests-empty").innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  total.value = Number(total.value) + 1;
  rows().at(-1) ? rows().at(-1).after(row) : fieldset.prepend(row);
  return row;
}

const words = (row) => row.querySelector("textarea");
const order = (row) => row.querySelector("[name$=-ORDER]");
const deletion = (row) => row.querySelector("[name$=-DELETE]");
const startField = (row) => row.querySelector("[name$=-start]");
const removed = (row) => deletion(row).value !== "";
const startOf = (row, text) => [...text].slice(0, Number(startField(row).value)).join("").length;

if (pane && fieldset && "Segmenter" in Intl) start();

// Enter in a search asks at once and goes on to what was found; without this script it shows the page with it.
let asking = null;
document.querySelector("form.entry").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "search") return;
  event.preventDefault();
  asking = event.target.getAttribute("hx-target");
  event.target.dispatchEvent(new Event("search"));
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (`#${target.id}` !== asking) return;
  target.querySelector("[type=radio]")?.focus();
  asking = null;
});
