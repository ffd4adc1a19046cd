// The view by target: one row for each link, with all its places.
function position(place) { return place[1] === null ? "" : `${place[1]}:${place[2] ?? 1}`; }

function markup(place) {
  if (place.length < 7) return null;
  const [, , , element, attribute, raw, text] = place;
  return make("span", { class: "markup" }, `<${element}${attribute ? ` ${attribute}="${raw}"` : ` ${raw}`}>${text.trim() ? ` ${text}` : ""}`);
}

function chain(row) {
  const hops = row[HOPS].map(([url, status]) => make("li", {}, anchor(url), " ", make("small", {}, String(status))));
  hops.push(make("li", {}, row[FINAL] ? anchor(row[FINAL]) : make("span", { class: "why" }, "nowhere"), " ", make("small", {}, String(row[STATUS] ?? ""))));
  return make("ol", { class: "chain" }, ...hops);
}

function linkBody(row) {
  const body = make("div", { class: "more-info" });
  if (row.same) return groupBody(row, body);
  body.append(facts([["status", row[STATUS]], ["reason", row[REASON]], ["depth", row[DEPTH]], ["tries", row[TRIES] || ""], ["time", row[TRIES] ? time(row[MS]) : ""],
    ["type", data.types[row[TYPE]]], ["size", row[BYTES] ? size(row[BYTES]) : ""], ["notes", row[NOTES].join(", ")]]));
  if (/^https?:/.test(row[URL_])) body.append(make("h3", {}, "Open"), anchor(row[URL_]));
  if (row[HOPS].length) body.append(make("h3", {}, "Redirects"), chain(row));
  if (row[REFS].length) {
    const left = row[PLACES] - row[REFS].length;
    body.append(make("h3", {}, row[PLACES] === 1 ? "Stands here" : `Stands in ${plural(row[PLACES], "place")}`));
    body.append(make("ul", { class: "places" }, ...row[REFS].map((place) => make("li", {}, make("span", { class: "at" }, position(place)), make("div", {}, anchor(data.pages[place[0]]), markup(place))))));
    if (left > 0) body.append(make("p", { class: "why" }, data.verdicts[row[VERDICT]] === "ok" ? `and ${number(left)} more; of a link that is fine only the first place is kept` : `and ${number(left)} more`));
  } else body.append(make("p", { class: "why" }, "A start URL: it stands on no page."));
  return body;
}

// A page that fails fails with all its fragments: one row says so. A fragment that is missing fails by itself.
function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = row[REASON] === "fragment-missing" ? row[URL_] : `${row[URL_].split("#", 1)[0]}\n${row[REASON]}\n${row[NOTES].includes("fragment-missing")}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return [...groups.values()].map((same) => {
    if (same.length === 1) return same[0];
    const row = [...same[0]];
    row[URL_] = row[URL_].split("#", 1)[0];
    row[PLACES] = same.reduce((sum, each) => sum + each[PLACES], 0);
    row.same = same;
    return row;
  });
}

function groupBody(row, body) {
  const list = make("ul", { class: "list", "aria-label": "The same with each fragment" });
  body.append(make("h3", {}, `Linked with ${plural(row.same.length, "address")}`.replace("addresss", "addresses")), ...growing(list, row.same, linkRow));
  return body;
}

function linkRow(row) {
  const why = row[WHY] || (row[HOPS].length ? `redirects to ${row[FINAL]}` : "");
  const side = (row.same ? `${plural(row.same.length, "fragment")}, ` : "") + (row[PLACES] ? plural(row[PLACES], "place") : "start");
  return make("li", {}, details(make("summary", {}, badge(row[VERDICT]), make("span", { class: "url" }, row[URL_]), make("span", { class: "side" }, side), why ? make("span", { class: "why" }, why) : null), () => linkBody(row)));
}

function linksView(rows) {
  if (!rows.length) return [nothing()];
  return growing(make("ul", { class: "list", "aria-label": "Links" }), grouped(rows), linkRow);
}

function nothing() {
  return data.rows.length ? empty("Nothing here", "No link matches what is chosen above.") : empty("Nothing was checked", "The crawl has no results.");
}
