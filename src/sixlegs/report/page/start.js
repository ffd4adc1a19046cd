// The frame: tiles, tabs, search, colours, and what is kept in the address.
const VIEWS = { links: ["Links", linksView], pages: ["Pages", pagesView], timing: ["Timing", timingView], graph: ["Graph", graphView] };

function tiles() {
  byId("tiles").replaceChildren(...data.verdicts.map((name, verdict) => make("button", {
    type: "button", class: `tile v-${name}${data.counts[verdict] ? "" : " none"}`, "aria-pressed": String(state.verdicts.has(verdict)),
    onclick: () => { if (state.verdicts.has(verdict)) state.verdicts.delete(verdict); else state.verdicts.add(verdict); update(); },
  }, make("b", {}, number(data.counts[verdict])), make("span", {}, make("i", {}), name))));
}

function tabs() {
  const names = Object.keys(VIEWS);
  const choose = (view) => { state.view = view; update(); byId(`tab-${view}`).focus(); };
  byId("tabs").replaceChildren(...names.map((view, index) => make("button", {
    type: "button", role: "tab", id: `tab-${view}`, "aria-controls": "results", "aria-selected": String(state.view === view), tabindex: state.view === view ? "0" : "-1",
    onclick: () => choose(view),
    onkeydown: (event) => { const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]; if (step) choose(names[(index + step + names.length) % names.length]); },
  }, VIEWS[view][0])));
  const results = byId("results");
  results.setAttribute("role", "tabpanel");
  results.setAttribute("aria-labelledby", `tab-${state.view}`);
}

function choices(select, all, values, chosen) {
  const options = values.map(([value, count, text]) => make("option", { value, selected: value === chosen }, `${text || value} (${number(count)})`));
  select.replaceChildren(make("option", { value: "" }, all), ...options);
}

function tally(pick) {
  const counts = new Map();
  for (const row of data.rows) if (!state.verdicts.size || state.verdicts.has(row[VERDICT])) counts.set(pick(row), (counts.get(pick(row)) || 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}

function show() {
  const { view } = state;
  const byRow = view === "links" || view === "pages";
  const rows = byRow ? matching() : [];
  byId("tools").hidden = view === "graph";
  byId("reason").parentElement.hidden = !byRow;
  byId("count").textContent = byRow ? `${number(rows.length)} of ${plural(data.rows.length, "link")}` : "";
  byId("clear").hidden = !(state.verdicts.size || state.text || state.reason || state.host);
  byId("results").replaceChildren(...VIEWS[view][1](rows));
}

function update() {
  if (state.reason && !tally((row) => row[REASON]).some(([reason]) => reason === state.reason)) state.reason = "";
  choices(byId("reason"), "All reasons", tally((row) => row[REASON]), state.reason);
  choices(byId("host"), "All hosts", tally((row) => row.host).slice(0, 200), state.host);
  tiles();
  tabs();
  show();
  remember();
}

function remember() {
  const kept = new URLSearchParams({ view: state.view, v: [...state.verdicts].map((verdict) => data.verdicts[verdict]).join(",") });
  for (const name of ["text", "reason", "host"]) if (state[name]) kept.set(name, state[name]);
  try { history.replaceState(null, "", `#${kept}`); } catch { /* an address that cannot be changed is no loss */ }
}

function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const verdicts = kept.has("v") ? kept.get("v").split(",").map((name) => data.verdicts.indexOf(name)) : data.failing;
  state.verdicts = new Set(verdicts.filter((verdict) => verdict >= 0 && (kept.has("v") || data.counts[verdict])));
  if (kept.get("view") in VIEWS) state.view = kept.get("view");
  for (const name of ["text", "reason", "host"]) state[name] = kept.get(name) || "";
  byId("search").value = state.text;
}

function theme(name) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = name === "auto" ? (dark ? "dark" : "light") : name;
  for (const button of document.querySelectorAll(".theme button")) button.setAttribute("aria-pressed", String(button.dataset.theme === name));
}

let themed = "auto";
try { themed = localStorage.getItem("sixlegs-theme") || "auto"; } catch { /* storage may be closed to files */ }
theme(themed);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme(themed));
for (const button of document.querySelectorAll(".theme button")) {
  button.addEventListener("click", () => { themed = button.dataset.theme; theme(themed); try { localStorage.setItem("sixlegs-theme", themed); } catch { /* as above */ } });
}
byId("search").addEventListener("input", (event) => { state.text = event.target.value; show(); remember(); });
byId("reason").addEventListener("change", (event) => { state.reason = event.target.value; update(); });
byId("host").addEventListener("change", (event) => { state.host = event.target.value; update(); });
byId("clear").addEventListener("click", () => { state.verdicts.clear(); state.text = state.reason = state.host = ""; byId("search").value = ""; update(); byId("search").focus(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName) && !byId("tools").hidden) { event.preventDefault(); byId("search").focus(); }
});
addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details")) each.open = true; });
if (data.run.stopped || !data.run.complete || data.omitted) {
  const said = [];
  if (!data.run.complete) said.push(`Stopped by ${data.run.stopped || "an error"}: not everything was checked.`);
  if (data.omitted) said.push(`${plural(data.omitted, "link")} that are fine are left out here; the JSON report has them.`);
  byId("notice").textContent = said.join(" ");
  byId("notice").hidden = !said.length;
}
byId("facts").textContent += ` ${data.run.backend} with ${data.run.client}, ${data.run.started.replace("T", " ").replace("Z", " UTC")}.`;
recall();
update();
