// The view of what links to what: folders that open, on a circle, and the same as a list.
const MOST_NODES = 72, MOST_LINES = 1500;
const open = new Set();
let lit = null;

// The site is where pages were searched for links; all other hosts are one folder.
const sources = new Set(data.graph.edges.filter((_, index) => index % 3 === 0));
const home = new Set([...sources].map((leaf) => host(data.graph.nodes[leaf][0])));

function treeOf(nodes) {
  const root = { name: "", key: "", children: new Map(), leaf: -1, tally: null };
  nodes.forEach(([url, tally], leaf) => {
    const match = /^([a-z][a-z0-9+.-]*:\/\/[^\/?#]*\/?)(.*)$/i.exec(url);
    if (!match && url.includes(":")) return; // mailto: and the like lead nowhere
    const parts = match ? [match[1], ...match[2].split(/(?<=\/)/)].filter(Boolean) : ["local files", ...url.split(/(?<=\/)/)].filter(Boolean);
    let at = root;
    if (!home.has(host(url))) parts.unshift("other hosts");
    parts.forEach((part, index) => {
      const name = index === parts.length - 1 && part.endsWith("/") && index > 0 ? "(index)" : part;
      const id = index === parts.length - 1 ? `${part}\n` : part; // a page and a folder may share a name
      if (name === "(index)") {
        if (!at.children.has(part)) at.children.set(part, { name: part, key: at.key + part, children: new Map(), leaf: -1, parent: at });
        at = at.children.get(part);
      }
      if (!at.children.has(id)) at.children.set(id, { name, key: at.key + id, children: new Map(), leaf: -1, parent: at });
      at = at.children.get(id);
    });
    at.leaf = leaf;
    at.tally = tally;
  });
  return root;
}

function total(node) {
  node.sum = node.tally ? [...node.tally] : new Array(data.verdicts.length + 1).fill(0);
  node.pages = node.leaf >= 0 ? 1 : 0;
  for (const child of node.children.values()) {
    total(child);
    child.sum.forEach((count, index) => { node.sum[index] += count; });
    node.pages += child.pages;
  }
  return node;
}

const tree = total(treeOf(data.graph.nodes));
const folders = (node) => node.children.size > 0;

// The first look: all hosts, and the folders of the host that has most pages.
(() => {
  let node = tree;
  for (let depth = 0; depth < 8 && node; depth++) {
    open.add(node.key);
    if (depth > 0 && node.children.size > 2) break;
    node = [...node.children.values()].filter((child) => folders(child) && child.name !== "other hosts").sort((one, other) => other.pages - one.pages)[0];
  }
})();

function visible() {
  const shown = [];
  const walk = (node, depth) => {
    if (node !== tree && !(open.has(node.key) && folders(node))) { shown.push({ node, depth, members: leaves(node) }); return; }
    if (node !== tree) shown.push({ node, depth, members: [], heading: true });
    const children = [...node.children.values()].sort((one, other) => (one.name === "other hosts") - (other.name === "other hosts") || folders(other) - folders(one) || other.pages - one.pages || (one.name < other.name ? -1 : 1));
    const some = children.length > MOST_NODES ? children.slice(0, MOST_NODES) : children;
    for (const child of some) walk(child, depth + (node === tree ? 0 : 1));
    if (some.length < children.length) {
      const rest = children.slice(MOST_NODES);
      const sum = rest.reduce((all, each) => all.map((count, index) => count + each.sum[index]), new Array(data.verdicts.length + 1).fill(0));
      shown.push({ node: { name: `${number(rest.length)} more`, key: `${node.key}\n\n`, children: new Map(), sum, pages: rest.length }, depth: depth + 1, members: rest.flatMap(leaves) });
    }
  };
  walk(tree, 0);
  return shown;
}

function leaves(node) {
  const found = node.leaf >= 0 ? [node.leaf] : [];
  for (const child of node.children.values()) found.push(...leaves(child));
  return found;
}

function mood(sum) {
  const worst = data.failing.find((verdict) => sum[verdict]);
  if (worst !== undefined) return data.verdicts[worst];
  return data.verdicts.find((name, verdict) => sum[verdict]) || "skipped";
}

function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function lines(dots) {
  const owner = new Map();
  dots.forEach((dot, index) => { dot.into = dot.out = 0; for (const leaf of dot.members) owner.set(leaf, index); });
  const bundles = new Map();
  const edges = data.graph.edges;
  for (let index = 0; index < edges.length; index += 3) {
    const source = owner.get(edges[index]), target = owner.get(edges[index + 1]);
    if (source === undefined || target === undefined || source === target) continue;
    const key = source * dots.length + target;
    bundles.set(key, (bundles.get(key) || 0) + edges[index + 2]);
    dots[source].out += edges[index + 2];
    dots[target].into += edges[index + 2];
  }
  return [...bundles].map(([key, count]) => [Math.floor(key / dots.length), key % dots.length, count]).sort((one, other) => other[2] - one[2]).slice(0, MOST_LINES);
}

function short(name, length) { return name.length > length ? `${name.slice(0, length - 1)}\u2026` : name; }

function toggle(node) {
  if (open.has(node.key)) open.delete(node.key); else if (folders(node)) open.add(node.key);
  lit = node.key;
  show();
  const again = document.querySelector(`[data-key="${CSS.escape(node.key)}"]`);
  if (again) again.focus({ preventScroll: true });
}

function picture(dots, bundles) {
  const center = 400, radius = 232;
  const place = (index, far) => { const angle = 2 * Math.PI * index / dots.length - Math.PI / 2; return [center + far * Math.cos(angle), center + far * Math.sin(angle), angle]; };
  const paths = bundles.map(([source, target, count]) => {
    const [x1, y1] = place(source, radius - 8), [x2, y2] = place(target, radius - 8);
    const path = svg("path", { d: `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${center} ${center} ${x2.toFixed(1)} ${y2.toFixed(1)}`, "stroke-width": (0.8 + Math.log2(1 + count) / 2.5).toFixed(2) });
    return [path, source, target];
  });
  const edges = svg("g", {}, ...paths.map(([path]) => path));
  edges.style.setProperty("--haze", Math.max(0.05, Math.min(0.4, 25 / (1 + paths.length))));
  const half = radius + 34 + 6.2 * Math.min(24, Math.max(...dots.map((dot) => dot.node.name.length)));
  const light = (index) => { edges.classList.toggle("lit", index !== null); for (const [path, source, target] of paths) path.setAttribute("class", source === index ? "out" : target === index ? "in" : ""); };
  const groups = dots.map((dot, index) => {
    const [x, y, angle] = place(index, radius), [tx, ty] = place(index, radius + 13 + Math.min(8, Math.sqrt(dot.node.pages)));
    const flip = Math.cos(angle) < 0, degrees = angle * 180 / Math.PI + (flip ? 180 : 0);
    const label = svg("text", { x: tx.toFixed(1), y: ty.toFixed(1), "text-anchor": flip ? "end" : "start", "dominant-baseline": "central", transform: `rotate(${degrees.toFixed(2)} ${tx.toFixed(1)} ${ty.toFixed(1)})` }, short(dot.node.name, 24));
    const said = `${dot.node.name}: ${plural(dot.node.pages, "resource")}, ${number(dot.into)} links in, ${number(dot.out)} links out`;
    const group = svg("g", { class: `node v-${mood(dot.node.sum)}${lit === dot.node.key ? " on" : ""}`, tabindex: "0", role: "button", "aria-label": said }, svg("title", {}, said),
      svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: Math.min(11, 3.5 + Math.sqrt(dot.node.pages) / 2).toFixed(1) }), label);
    group.addEventListener("click", () => toggle(dot.node));
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(dot.node); } });
    for (const event of ["mouseenter", "focus"]) group.addEventListener(event, () => light(index));
    for (const event of ["mouseleave", "blur"]) group.addEventListener(event, () => light(null));
    return group;
  });
  return make("div", { class: `canvas${dots.length > 110 ? " crowded" : ""}` }, svg("svg", { viewBox: `${center - half} ${center - half} ${2 * half} ${2 * half}`, role: "group", "aria-label": "What links to what" }, edges, ...groups));
}

function listed(shown) {
  return make("ul", { class: "tree", "aria-label": "Folders" }, ...shown.map(({ node, depth, heading, into, out }) => {
    const can = folders(node);
    const button = make("button", { type: "button", "data-key": node.key, "aria-expanded": can ? String(Boolean(heading)) : null, disabled: !can, onclick: () => toggle(node) }, `${can ? (heading ? "\u25be " : "\u25b8 ") : ""}${node.name}`);
    const item = make("li", { class: lit === node.key ? "on" : null, title: heading ? null : `${number(into)} links in, ${number(out)} out` }, button, data.failing.some((verdict) => node.sum[verdict]) ? make("span", { class: `badge v-${mood(node.sum)}` }, number(data.failing.reduce((sum, verdict) => sum + node.sum[verdict], 0))) : null, make("span", { class: "side" }, number(node.pages)));
    item.style.paddingLeft = `${8 + 16 * depth}px`;
    return item;
  }));
}

function graphView() {
  if (!tree.pages) return [empty("No graph", "No page was searched for links.")];
  const shown = visible(), dots = shown.filter((each) => !each.heading);
  const bundles = lines(dots);
  const hint = `Each dot is a ${data.graph.folders ? "folder" : "folder or a page"}: choose one to open it, in the picture or in the list. Point at one to see where it links to and what links to it. Colours tell the worst verdict in it.`;
  return [make("p", { class: "hint" }, hint), make("div", { class: "graph" }, picture(dots, bundles), listed(shown))];
}
