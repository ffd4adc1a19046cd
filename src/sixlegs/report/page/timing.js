// The view by time: every exchange as a bar, from when it began to when its last byte was there.
const PHASES = ["name look-up", "connecting", "TLS", "waiting", "receiving"];
const X_URL = 0, X_METHOD = 1, X_STATUS = 2, X_BEGAN = 3, X_TOOK = 4, X_PHASES = 5;
let slowestFirst = false;

function quantile(sorted, share) { return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : 0; }

// Where each phase ends: resolved, connected, secured, first byte, end. One that did not happen has no width.
function phases(exchange) {
  const parts = [];
  let from = 0;
  const noted = exchange.slice(X_PHASES, X_PHASES + 4);
  if (noted.every((end) => end === null)) return [[3, 0, exchange[X_TOOK]]];
  [...noted, exchange[X_TOOK]].forEach((end, phase) => {
    if (end === null) return;
    if (end > from) parts.push([phase, from, end]);
    from = Math.max(from, end);
  });
  return parts;
}

function timingRow(span) {
  return (exchange) => {
    const parts = phases(exchange);
    const bars = parts.map(([phase, from, end]) => {
      const bar = make("i", { class: `p${phase}` });
      bar.style.left = `${100 * (exchange[X_BEGAN] + from) / span}%`;
      bar.style.width = `${100 * (end - from) / span}%`;
      return bar;
    });
    const said = parts.map(([phase, from, end]) => `${PHASES[phase]} ${time(end - from)}`).join(", ");
    const title = `${exchange[X_METHOD]} ${exchange[X_URL]}: ${exchange[X_STATUS] ?? "failed"}; began at ${time(exchange[X_BEGAN])}; ${said}`;
    const failed = exchange[X_STATUS] === null || exchange[X_STATUS] >= 400;
    return make("li", { title, class: failed ? "failed" : null }, make("span", { class: "url" }, exchange[X_URL]), make("span", { class: "side" }, time(exchange[X_TOOK])), make("div", { class: "bar", role: "img", "aria-label": said }, ...bars));
  };
}

function axis(span) {
  return make("div", { class: "axis", "aria-hidden": "true" }, make("div", {}, ...[0, 0.25, 0.5, 0.75, 1].map((share) => make("span", {}, share ? time(span * share) : "0"))));
}

function figures(pairs) { return make("dl", { class: "figures" }, ...pairs.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))); }

function timingView() {
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = data.exchanges.filter((each) => (!state.host || host(each[X_URL]) === state.host) && words.every((word) => each[X_URL].toLowerCase().includes(word)));
  if (!chosen.length) return [empty("No exchange to show", data.exchanges.length ? "No request matches the search." : "Nothing was asked of any server.")];
  const took = chosen.map((each) => each[X_TOOK]).sort((one, other) => one - other);
  const span = Math.max(...data.exchanges.map((each) => each[X_BEGAN] + each[X_TOOK]), 0.001);
  const shown = slowestFirst ? [...chosen].sort((one, other) => other[X_TOOK] - one[X_TOOK]) : chosen;
  const noted = chosen.some((each) => each.slice(X_PHASES).some((end) => end !== null));
  const order = make("button", { type: "button", class: "quiet", "aria-pressed": String(slowestFirst), onclick: () => { slowestFirst = !slowestFirst; show(); } }, "Slowest first");
  const legend = make("p", { class: "legend" }, ...(noted ? PHASES.map((name, phase) => make("span", {}, make("i", { class: `p${phase}` }), name)) : [make("span", {}, make("i", { class: "p3" }), "whole exchange; this client does not note its phases")]), make("span", { class: "grow" }), order);
  return [figures([["requests", number(chosen.length)], ["median", time(quantile(took, 0.5))], ["95th percentile", time(quantile(took, 0.95))], ["slowest", time(took[took.length - 1])], ["in all", time(span)]]),
    legend, axis(span), ...growing(make("ol", { class: "list fall", "aria-label": "Exchanges" }), shown, timingRow(span))];
}
