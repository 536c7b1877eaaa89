// A region or a sector that the reader chooses lights up in every picture and table of the page.
(() => {
  const MOST = 5, MOST_OF_SECTOR = 10;
  const { all, made, editionOf } = tanmai;
  const SVG = "http://www.w3.org/2000/svg";
  let codes = [], flows = [], sectors = [], bySector = [], unit = 1, decimals = 0;
  const chosen = { region: "", sector: "" };

  const written = (value) => {
    const [whole, ...rest] = Math.abs(value).toFixed(decimals).split(".");
    const text = [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
    return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
  };
  const option = (edition, what, code) =>
    edition.querySelector(`.dock select[name="${what}"] option[value="${CSS.escape(code)}"]`);
  const named = (edition, code) => option(edition, "region", code).text;
  const namedSector = (edition, code) => option(edition, "sector", code).text;
  const rowOf = (edition, what) =>
    edition.querySelector(`tbody tr[data-${what}="${CSS.escape(chosen[what])}"]`);

  // What the first table of a region or a sector says of it: [title, figure] for every column.
  const account = (edition, table, row) => {
    const titles = all("thead button", table).map((button) => button.textContent);
    return titles.map((title, i) => [title, row.cells[i].textContent])
      .filter((_, i) => row.cells[i].classList.contains("number"));
  };
  const accountOf = (edition, code) => {
    const table = edition.querySelector("table.accounts");
    return account(edition, table, table.querySelector(`tr[data-region="${CSS.escape(code)}"]`));
  };

  // --- flows: of all sectors, or those that the chosen sector emits ---------------------------

  const flow = (from, to) => {
    const i = codes.indexOf(from), j = codes.indexOf(to), k = sectors.indexOf(chosen.sector);
    return k < 0 ? flows[i][j] : bySector[k][i * codes.length + j] / unit;
  };
  const ranked = (pairs, most) => pairs
    .map(([from, to]) => ({ from, to, value: flow(from, to) }))
    .filter(({ from, to, value }) => from !== to && value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, most);

  // The largest positive flows of a region to the others, or from them.
  const largest = (code, direction) => ranked(
    codes.map((other) => (direction === "out" ? [code, other] : [other, code])), MOST,
  ).map(({ from, to, value }) => ({ from, to, value, code: direction === "out" ? to : from }));
  const largestOfSector = () =>
    ranked(codes.flatMap((from) => codes.map((to) => [from, to])), MOST_OF_SECTOR);

  // --- pictures: every group whose identifier ends in a region, or in two of them ----------

  const mark = (sheet) => {
    const svg = sheet.querySelector("svg");
    const prefix = (sheet.dataset.prefix || sheet.closest("figure").id).length + 1;
    for (const group of all("g[id]", svg)) {
      const [part, ...tail] = group.id.slice(prefix).split("-");
      const name = tail.join("-");
      const from = codes.find((code) => name.startsWith(`${code}-`));
      const to = from && name.slice(from.length + 1);
      if (codes.includes(name)) Object.assign(group.dataset, { part, region: name });
      else if (codes.includes(to)) Object.assign(group.dataset, { part, from, to });
    }
    const rows = all('[data-part="row"]', svg), order = rows.map((row) => row.dataset.region);
    for (const row of rows) {
      const from = row.dataset.region;
      all("path", row).forEach((cell, i) => Object.assign(cell.dataset, { from, to: order[i] }));
      delete row.dataset.region;
    }
    const areas = all('[data-part="area"]', svg);
    if (areas.length) makeButtons(svg, areas, editionOf(sheet));
  };

  // One stop for the Tab key on each map; arrows go from province to province.
  const makeButtons = (svg, areas, edition) => {
    svg.setAttribute("role", "group");
    const home = areas[0].parentElement;
    for (const layer of all(":scope > g > g, :scope > :not(g)", svg)) {
      if (layer !== home && !layer.contains(home)) layer.setAttribute("aria-hidden", "true");
    }
    areas.forEach((area, i) => {
      const name = named(edition, area.dataset.region);
      area.setAttribute("role", "button");
      area.setAttribute("aria-label", name);
      area.setAttribute("aria-pressed", "false");
      area.tabIndex = i ? -1 : 0;
    });
    home.addEventListener("keydown", (event) => step(event, areas));
  };

  const step = (event, areas) => {
    const here = areas.indexOf(event.target);
    const next = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1,
      ArrowUp: here - 1, Home: 0, End: areas.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") toggle("region", areas[here].dataset.region);
    else if (next === undefined) return;
    else {
      const area = areas[(next + areas.length) % areas.length];
      areas[here].tabIndex = -1;
      area.tabIndex = 0;
      area.focus();
    }
    event.preventDefault();
  };

  const light = (svg) => {
    const { region, sector } = chosen;
    svg.classList.toggle("choosing", region !== "");
    for (const part of all("[data-region]", svg)) {
      part.classList.toggle("lit", part.dataset.region === region);
      if (part.hasAttribute("aria-pressed")) {
        part.setAttribute("aria-pressed", String(part.dataset.region === region));
      }
    }
    for (const part of all("[data-from]", svg)) {
      part.classList.toggle("out", part.dataset.from === region);
      part.classList.toggle("in", part.dataset.to === region);
    }
    outline(svg);
    svg.classList.toggle("of-sector", isFlowMap(svg) && sector !== "");
    if (isFlowMap(svg)) drawFlows(svg);
  };

  // The chosen area and those of its largest flows get an outline above all else.
  const outline = (svg) => {
    for (const old of all(".outlines", svg)) old.remove();
    const area = svg.querySelector('[data-part="area"]');
    if (!chosen.region || !area) return;
    const home = area.parentElement;
    const layer = home.cloneNode();
    layer.removeAttribute("id");
    layer.setAttribute("class", "outlines");
    layer.setAttribute("aria-hidden", "true");
    const looks = [["in", largest(chosen.region, "in")], ["out", largest(chosen.region, "out")],
      ["own", [{ code: chosen.region }]]];
    for (const [look, regions] of looks) {
      for (const { code } of regions) {
        for (const path of all(`[data-part="area"][data-region="${CSS.escape(code)}"] > *`, svg)) {
          const copy = path.cloneNode();
          copy.removeAttribute("style");
          copy.setAttribute("class", look);
          layer.append(copy);
        }
      }
    }
    home.nextElementSibling.after(layer); // the borders lie next above the areas
  };

  // --- flows that the picture itself does not draw --------------------------------------------

  const shape = (tag, attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const outlineOf = (element) =>
    (element.tagName === "use" ? document.querySelector(element.getAttribute("href")) : element)
      .getAttribute("d");

  // The point well inside an area: of a grid, the one farthest from the border.
  const inside = (svg, area) => {
    const paths = [...area.children].map((child) => {
      const path = shape("path", { d: outlineOf(child), visibility: "hidden" });
      svg.append(path);
      return path;
    });
    const size = (path) => path.getBBox().width * path.getBBox().height;
    const path = paths.reduce((a, b) => (size(b) > size(a) ? b : a));
    const { x, y, width, height } = path.getBBox(), length = path.getTotalLength();
    const border = Array.from({ length: 150 }, (_, i) => path.getPointAtLength((length * i) / 150));
    let best = { x: x + width / 2, y: y + height / 2 }, farthest = 0;
    for (let i = 1; i < 16; i += 1) {
      for (let j = 1; j < 16; j += 1) {
        const point = new DOMPoint(x + (width * i) / 16, y + (height * j) / 16);
        const clear = Math.min(...border.map((b) => Math.hypot(b.x - point.x, b.y - point.y)));
        if (clear > farthest && path.isPointInFill(point)) [best, farthest] = [point, clear];
      }
    }
    paths.forEach((each) => each.remove());
    return { x: best.x, y: best.y };
  };

  const places = new WeakMap();
  const placeOf = (svg, code) => {
    if (!places.has(svg)) places.set(svg, new Map());
    const known = places.get(svg);
    if (!known.has(code)) {
      const of = (part) => svg.querySelector(`[data-part="${part}"][data-region="${CSS.escape(code)}"]`);
      const node = of("node");
      const box = node && node.getBBox();
      known.set(code, box
        ? { x: box.x + box.width / 2, y: box.y + box.height / 2, radius: box.width / 2, drawn: true }
        : { ...inside(svg, of("area")), radius: 2.4 });
    }
    return known.get(code);
  };

  // The width of a drawn arrow for one unit: its outline begins at one side of its tail and ends
  // at the other.
  const widthPerUnit = (svg) => {
    const drawn = svg.querySelector('[data-part="flow"]');
    const numbers = outlineOf(drawn.firstElementChild).split("l")[1].match(/-?(\d+\.?\d*|\.\d+)/g);
    const sum = (odd) => numbers.filter((_, i) => i % 2 === odd).reduce((a, b) => a + Number(b), 0);
    const { from, to } = drawn.dataset;
    return Math.hypot(sum(0), sum(1)) / flows[codes.indexOf(from)][codes.indexOf(to)];
  };

  const arrow = (start, end, width, look) => {
    const dx = end.x - start.x, dy = end.y - start.y;
    const control = [(start.x + end.x) / 2 + 0.16 * dy, (start.y + end.y) / 2 - 0.16 * dx];
    const line = shape("path", { d: `M${start.x} ${start.y}Q${control} ${end.x} ${end.y}` });
    const length = line.getTotalLength(), stop = Math.max(length - end.radius - 1, 0.6 * length);
    const head = Math.min(2.6 + 1.3 * width, 0.5 * stop), across = 1.4 + 0.85 * width;
    const at = (where) => line.getPointAtLength(where);
    const steps = Array.from({ length: 25 }, (_, i) => start.radius
      + ((stop - head - start.radius) * i) / 24).map(at);
    const tip = at(stop), neck = at(stop - head);
    const far = Math.hypot(tip.x - neck.x, tip.y - neck.y);
    const [nx, ny] = [(across * (neck.y - tip.y)) / far, (across * (tip.x - neck.x)) / far];
    const d = `M${steps.map((p) => `${p.x} ${p.y}`).join("L")}`;
    const triangle = `M${neck.x + nx} ${neck.y + ny}L${tip.x} ${tip.y}L${neck.x - nx} ${neck.y - ny}z`;
    const group = shape("g", { class: look });
    group.append(
      shape("path", { d, class: "casing", "stroke-width": width + 1.6 }),
      shape("path", { d: triangle, class: "casing", "stroke-width": 1.6 }),
      shape("path", { d, class: "band", "stroke-width": width }),
      shape("path", { d: triangle, class: "head" }),
    );
    return group;
  };

  const isFlowMap = (svg) =>
    ["area", "flow", "node"].every((part) => svg.querySelector(`[data-part="${part}"]`));

  const drawFlows = (svg) => {
    for (const old of all(".own-flows", svg)) old.remove();
    const { region, sector } = chosen;
    if (!(region || sector) || !svg.checkVisibility()) return; // what is hidden has no places
    const shown = region
      ? ["in", "out"].flatMap((look) => largest(region, look).map((each) => ({ ...each, look })))
      : largestOfSector().map((each) => ({ ...each, look: "own" }));
    const isDrawn = ({ from, to }) => !sector && svg.querySelector(
      `[data-part="flow"][data-from="${CSS.escape(from)}"][data-to="${CSS.escape(to)}"]`,
    );
    const edition = editionOf(svg), perUnit = widthPerUnit(svg);
    const [bands, marks] = [0, 1].map(() => shape("g", { class: "own-flows", "aria-hidden": "true" }));
    const drawable = ({ from, to }) => [from, to].every((code) => svg.querySelector(
      `[data-part="area"][data-region="${CSS.escape(code)}"]`,
    ));
    const ends = new Map(); // where the other ends of its flows lie: to the left, or to the right
    for (const each of shown.reverse().filter(drawable)) {
      const start = placeOf(svg, each.from), end = placeOf(svg, each.to);
      for (const [code, way] of [[each.from, end.x - start.x], [each.to, start.x - end.x]]) {
        ends.set(code, (ends.get(code) || 0) + way);
      }
      if (isDrawn(each)) continue;
      const group = arrow(start, end, Math.max(0.8, each.value * perUnit), each.look);
      Object.assign(group.dataset, { from: each.from, to: each.to });
      bands.append(group);
    }
    const style = svg.querySelector('[data-part="label"] text').getAttribute("style");
    for (const [code, way] of [...ends].filter(([end]) => !placeOf(svg, end).drawn)) {
      const { x, y, radius } = placeOf(svg, code), side = way > 0 ? -1 : 1;
      const text = shape("text", { x: x + side * (radius + 1.5), y: y + 2.4, style });
      text.style.textAnchor = side > 0 ? "start" : "end";
      text.textContent = named(edition, code).replace("*", "");
      marks.append(shape("circle", { cx: x, cy: y, r: radius }), text);
    }
    const nodes = svg.querySelector('[data-part="node"]').parentElement;
    nodes.before(bands);
    nodes.parentElement.append(marks);
  };

  // --- tables and the dock -----------------------------------------------------------------

  const follow = (table) => {
    for (const what of ["region", "sector"]) {
      for (const row of all(`tr[data-${what}]`, table)) {
        const lit = row.dataset[what] === chosen[what];
        row.classList.toggle("lit", lit);
        row.querySelector(".choose").setAttribute("aria-pressed", String(lit));
      }
    }
    for (const row of all("tr[data-from]", table)) {
      const { from, to, sectors: named = "" } = row.dataset;
      const away = chosen.region !== "" && ![from, to].includes(chosen.region);
      const other = chosen.sector !== "" && named && !named.split(" ").includes(chosen.sector);
      row.hidden = Boolean(away || other);
    }
  };

  const items = (list, edition, listed) => {
    const most = listed.length ? listed[0].value : 1;
    list.replaceChildren(...listed.map(({ code, from, to, value }) => {
      const item = made("li");
      const bar = made("span");
      bar.className = "bar-of-flow";
      bar.style.width = `${(100 * value) / most}%`;
      const name = code ? named(edition, code) : `${named(edition, from)} → ${named(edition, to)}`;
      item.append(made("span", name), made("span", written(value)), bar);
      return item;
    }));
  };

  const report = (dock) => {
    const edition = editionOf(dock), { region, sector } = chosen;
    for (const select of all("select", dock)) select.value = chosen[select.name];
    dock.classList.toggle("open", Boolean(region || sector));
    dock.classList.toggle("of-sector", Boolean(sector) && !region);
    const spoken = dock.querySelector("[role=status]");
    spoken.textContent = "";
    if (!region && !sector) return;
    const row = region ? null : rowOf(edition, "sector");
    const figures = region ? accountOf(edition, region) : account(edition, row.closest("table"), row);
    dock.querySelector(".note").hidden = !region || !named(edition, region).endsWith("*");
    dock.querySelector("dl").replaceChildren(...figures.map(([title, figure]) => {
      const pair = made("div");
      pair.append(made("dt", title), made("dd", figure));
      return pair;
    }));
    const said = figures.map((pair) => pair.join(" "));
    for (const direction of ["out", "in", "all"]) {
      const block = dock.querySelector(`.${direction}`);
      const listed = region
        ? (direction === "all" ? [] : largest(region, direction))
        : (direction === "all" ? largestOfSector().slice(0, MOST) : []);
      block.hidden = !listed.length;
      items(block.querySelector("ol"), edition, listed);
      block.querySelector(".of").textContent = region && sector ? namedSector(edition, sector) : "";
      if (listed.length) {
        const first = block.querySelector("li");
        const text = `${first.children[0].textContent} ${first.children[1].textContent}`;
        said.push(`${block.querySelector("h3").textContent}: ${text}`);
      }
    }
    const names = [region && named(edition, region), sector && namedSector(edition, sector)];
    spoken.textContent = `${names.filter(Boolean).join(", ")}: ${said.join("; ")}`;
  };

  const choose = (change) => {
    Object.assign(chosen, change);
    all(".picture svg").forEach(light);
    all("table").forEach(follow);
    all(".dock").forEach(report);
    tanmai.rewrite(chosen);
  };
  const toggle = (what, code) => choose({ [what]: code === chosen[what] ? "" : code });

  // What the address asks for; a link within the page leaves the choice as it is.
  const obey = () => {
    const { region, sector } = tanmai.address();
    const known = {
      region: codes.includes(region) ? region : "", sector: sectors.includes(sector) ? sector : "",
    };
    if (known.region || known.sector) choose(known);
    else if (chosen.region || chosen.sector) tanmai.rewrite(chosen);
  };

  const copyLink = async (button) => {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      const field = made("textarea", location.href);
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const { textContent } = button;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = textContent; }, 2000);
  };

  // --- what the pointer is on --------------------------------------------------------------

  const tell = (tip, event) => {
    const part = event.target.closest("[data-region], [data-from]");
    tip.hidden = !part || event.pointerType !== "mouse";
    if (tip.hidden) return;
    const edition = editionOf(part), { region, from, to } = part.dataset;
    const lines = region
      ? [named(edition, region), ...accountOf(edition, region).map((pair) => pair.join(" "))]
      : [`${named(edition, from)} → ${named(edition, to)}`,
        ...(chosen.sector ? [namedSector(edition, chosen.sector)] : []),
        `${written(flow(from, to))} ${tip.dataset[edition.id]}`];
    tip.replaceChildren(...lines.map((line) => made("p", line)));
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.min(event.clientX + 14, room)}px`;
    const above = event.clientY - tip.offsetHeight - 10;
    tip.style.top = `${above < 60 ? event.clientY + 18 : above}px`;
  };

  const addTip = () => {
    const tip = made("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    for (const dock of all(".dock")) tip.dataset[editionOf(dock).id] = dock.dataset.unit;
    document.body.append(tip);
    for (const svg of all(".picture svg")) {
      svg.addEventListener("pointermove", (event) => tell(tip, event));
      svg.addEventListener("pointerleave", () => { tip.hidden = true; });
      svg.addEventListener("click", (event) => {
        const part = event.target.closest("[data-region], [data-from]");
        if (part) toggle("region", part.dataset.region || part.dataset.from);
      });
    }
  };

  const addButtons = (row) => {
    const heading = row.querySelector("th"), button = made("button");
    const what = row.dataset.region ? "region" : "sector";
    button.type = "button";
    button.className = "choose";
    button.setAttribute("aria-pressed", "false");
    button.append(...heading.childNodes);
    button.addEventListener("click", () => toggle(what, row.dataset[what]));
    heading.append(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    ({ codes, flows, sectors, bySector, unit, decimals } =
      JSON.parse(document.getElementById("data-regions").textContent));
    all(".picture .sheet").forEach(mark);
    all("tr[data-region], tr[data-sector]").forEach(addButtons);
    addTip();
    for (const select of all(".dock select")) {
      select.addEventListener("change", () => choose({ [select.name]: select.value }));
    }
    const clear = () => choose({ region: "", sector: "" });
    for (const button of all(".dock .clear")) button.addEventListener("click", clear);
    for (const button of all(".dock .link")) {
      button.addEventListener("click", () => copyLink(button));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (chosen.region || chosen.sector)) clear();
    });
    document.addEventListener("choose", (event) => choose(event.detail));
    const redraw = () => all(".picture svg").filter(isFlowMap).forEach(drawFlows);
    document.addEventListener("turned", redraw);
    window.addEventListener("resize", redraw);
    window.addEventListener("hashchange", obey);
    obey();
  });
})();
