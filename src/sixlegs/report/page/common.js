"use strict";
// What all views share: the data, the filter, and how elements are made. Text from the web is only ever textContent.
const data = JSON.parse(document.getElementById("data").textContent);
const URL_ = 0, VERDICT = 1, REASON = 2, STATUS = 3, WHY = 4, FINAL = 5, HOPS = 6, DEPTH = 7, TRIES = 8, MS = 9, TYPE = 10, BYTES = 11, NOTES = 12, PLACES = 13, REFS = 14;
const byId = (id) => document.getElementById(id);
const CHUNK = 100; // rows made at a time, as one scrolls
const state = { verdicts: new Set(), text: "", reason: "", host: "", view: "links" };
const number = (value) => value.toLocaleString("en");
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
const time = (ms) => ms >= 1000 ? `${(ms / 1000).toFixed(ms >= 10000 ? 1 : 2)} s` : `${ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`;
const size = (bytes) => bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} bytes`;

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A link that can be followed only where it leads into the web; anything else is text.
function anchor(url, className = "url") {
  if (!/^https?:\/\//.test(url)) return make("span", { class: className }, url);
  return make("a", { class: className, href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, url);
}

function badge(verdict) {
  const name = data.verdicts[verdict];
  return make("span", { class: `badge v-${name}` }, name);
}

function host(url) {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^\/?#]*)/i.exec(url);
  return match ? match[1] || "file:" : url.slice(0, url.indexOf(":") + 1) || "local files";
}

for (const row of data.rows) {
  row.host = host(row[URL_]);
  row.said = `${row[URL_]} ${row[WHY]} ${row[REASON]} ${row[NOTES].join(" ")} ${row[FINAL] || ""} ${row[STATUS] ?? ""}`.toLowerCase();
}
const pageNames = data.pages.map((page) => page.toLowerCase());
const searched = () => state.text.toLowerCase().split(/\s+/).filter(Boolean);

// Whether a row that stands on a page is looked for: each word is in what is said of the link, or in the page.
function standsOn(row, page, words) {
  return words.every((word) => row.said.includes(word) || (page >= 0 && pageNames[page].includes(word)));
}

function matching() {
  const words = searched();
  return data.rows.filter((row) => (!state.verdicts.size || state.verdicts.has(row[VERDICT])) && (!state.reason || row[REASON] === state.reason)
    && (!state.host || row.host === state.host) && (standsOn(row, -1, words) || row[REFS].some(([page]) => standsOn(row, page, words))));
}

// A list that grows as its end comes into sight: thousands of rows cost what is seen of them.
function growing(list, items, draw) {
  let next = 0;
  const button = make("button", { type: "button", class: "more", onclick: () => grow() }, "Show more");
  const sentinel = make("div", { class: "sentinel" }, button);
  const grow = () => {
    const fragment = document.createDocumentFragment();
    for (const item of items.slice(next, next + CHUNK)) fragment.append(draw(item));
    next += CHUNK;
    list.append(fragment);
    if (next >= items.length) { watcher.disconnect(); sentinel.remove(); }
  };
  const watcher = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) grow(); }, { rootMargin: "600px" });
  grow();
  if (next < items.length) watcher.observe(sentinel);
  return next < items.length ? [list, sentinel] : [list];
}

function details(summary, body) {
  const element = make("details", { ontoggle: () => { if (element.open && element.childElementCount === 1) element.append(body()); } }, summary);
  return element;
}

function empty(title, text) { return make("div", { class: "empty" }, make("b", {}, title), text); }

function facts(pairs) {
  return make("dl", { class: "facts" }, ...pairs.filter(([, value]) => value !== "" && value !== null).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}
