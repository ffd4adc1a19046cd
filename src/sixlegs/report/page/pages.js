// The view by page: where one would go to mend things, line by line.
function pageBody(places) {
  return make("div", { class: "more-info" }, make("ul", { class: "places" }, ...places.map(([place, row]) => make("li", {},
    make("span", { class: "at" }, place ? position(place) : "start"),
    make("div", {}, badge(row[VERDICT]), " ", anchor(row[URL_]), place ? markup(place) : null, row[WHY] ? make("span", { class: "why" }, row[WHY]) : null)))));
}

function pageRow([page, places]) {
  const counts = new Map();
  for (const [, row] of places) counts.set(row[VERDICT], (counts.get(row[VERDICT]) || 0) + 1);
  const badges = [...counts].sort((one, other) => one[0] - other[0]).map(([verdict, count]) => make("span", { class: `badge v-${data.verdicts[verdict]}` }, `${number(count)} ${data.verdicts[verdict]}`));
  const name = page < 0 ? "Start URLs" : data.pages[page];
  const summary = make("summary", {}, make("span", { class: "side" }, plural(places.length, "link")), make("span", { class: "url" }, name), make("span", { class: "counts" }, ...badges));
  return make("li", {}, details(summary, () => pageBody(places)));
}

function pagesView(rows) {
  if (!rows.length) return [nothing()];
  const pages = new Map(), words = searched();
  const put = (page, place, row) => { if (!pages.has(page)) pages.set(page, []); pages.get(page).push([place, row]); };
  for (const row of rows) {
    if (!row[REFS].length) put(-1, null, row);
    for (const place of row[REFS]) if (standsOn(row, place[0], words)) put(place[0], place, row);
  }
  for (const places of pages.values()) places.sort(([one], [other]) => one && other ? (one[1] - other[1]) || (one[2] - other[2]) : 0);
  const sorted = [...pages].sort((one, other) => other[1].length - one[1].length || one[0] - other[0]);
  const hint = make("p", { class: "hint" }, `${plural(sorted.length, "page")}, those with most links first. A link that is fine is listed at its first place only.`);
  return [hint, ...growing(make("ul", { class: "list", "aria-label": "Pages" }), sorted, pageRow)];
}
