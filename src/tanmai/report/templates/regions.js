// A region that the reader chooses lights up in every picture and table of the page.
(() => {
  "use strict";
  const MOST = 5;
  let codes = [], flows = [], decimals = 0;
  let chosen = "";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });
  const editionOf = (element) => element.closest(".edition");

  const written = (value) => {
    const [whole, ...rest] = Math.abs(value).toFixed(decimals).split(".");
    const text = [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
    return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
  };
  const named = (edition, code) => edition.querySelector(`.dock option[value="${CSS.escape(code)}"]`).text;

  // What the table of accounts says of a region: [title, figure] for every column.
  const account = (edition, code) => {
    const table = edition.querySelector("table.accounts");
    const row = table.querySelector(`tr[data-region="${CSS.escape(code)}"]`);
    const titles = all("thead button", table).map((button) => button.textContent);
    return titles.slice(1).map((title, i) => [title, row.cells[i + 1].textContent]);
  };

  // The largest positive flows of a region to the others, or from them.
  const largest = (code, direction) => {
    const own = codes.indexOf(code);
    const value = (i) => (direction === "out" ? flows[own][i] : flows[i][own]);
    return codes.map((other, i) => ({ code: other, value: value(i) }))
      .filter((flow) => flow.code !== code && flow.value > 0)
      .sort((a, b) => b.value - a.value)
      .slice(0, MOST);
  };

  // --- pictures: every group whose identifier ends in a region, or in two of them ----------

  const mark = (figure) => {
    const svg = figure.querySelector("svg");
    const prefix = figure.id.length + 1;
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
    if (areas.length) makeButtons(svg, areas, editionOf(figure));
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
    if (event.key === "Enter" || event.key === " ") toggle(areas[here].dataset.region);
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
    svg.classList.toggle("choosing", chosen !== "");
    for (const part of all("[data-region]", svg)) {
      part.classList.toggle("lit", part.dataset.region === chosen);
      if (part.hasAttribute("aria-pressed")) {
        part.setAttribute("aria-pressed", String(part.dataset.region === chosen));
      }
    }
    for (const flow of all("[data-from]", svg)) {
      flow.classList.toggle("out", flow.dataset.from === chosen);
      flow.classList.toggle("in", flow.dataset.to === chosen);
    }
    outline(svg);
  };

  // The chosen area and those of its largest flows get an outline above all else.
  const outline = (svg) => {
    for (const old of all(".outlines", svg)) old.remove();
    const area = svg.querySelector('[data-part="area"]');
    if (!chosen || !area) return;
    const home = area.parentElement;
    const layer = home.cloneNode();
    layer.removeAttribute("id");
    layer.setAttribute("class", "outlines");
    layer.setAttribute("aria-hidden", "true");
    const looks = [["in", largest(chosen, "in")], ["out", largest(chosen, "out")],
      ["own", [{ code: chosen }]]];
    for (const [look, regions] of looks) {
      for (const { code } of regions) {
        for (const path of all(`[data-part="area"][data-region="${code}"] > *`, svg)) {
          const copy = path.cloneNode();
          copy.removeAttribute("style");
          copy.setAttribute("class", look);
          layer.append(copy);
        }
      }
    }
    home.nextElementSibling.after(layer); // the borders lie next above the areas
  };

  // --- tables and the dock -----------------------------------------------------------------

  const follow = (table) => {
    for (const row of all("tr[data-region]", table)) {
      const lit = row.dataset.region === chosen;
      row.classList.toggle("lit", lit);
      row.querySelector(".choose").setAttribute("aria-pressed", String(lit));
    }
    for (const row of all("tr[data-from]", table)) {
      row.hidden = chosen !== "" && ![row.dataset.from, row.dataset.to].includes(chosen);
    }
  };

  const items = (list, edition, regions) => {
    const most = regions.length ? regions[0].value : 1;
    list.replaceChildren(...regions.map(({ code, value }) => {
      const item = made("li");
      const bar = made("span");
      bar.className = "bar-of-flow";
      bar.style.width = `${(100 * value) / most}%`;
      item.append(made("span", named(edition, code)), made("span", written(value)), bar);
      return item;
    }));
  };

  const report = (dock) => {
    const edition = editionOf(dock);
    dock.querySelector("select").value = chosen;
    dock.classList.toggle("open", chosen !== "");
    const spoken = dock.querySelector("[role=status]");
    spoken.textContent = "";
    if (!chosen) return;
    const figures = account(edition, chosen);
    dock.querySelector(".note").hidden = !named(edition, chosen).endsWith("*");
    dock.querySelector("dl").replaceChildren(...figures.map(([title, figure]) => {
      const pair = made("div");
      pair.append(made("dt", title), made("dd", figure));
      return pair;
    }));
    const said = figures.map((pair) => pair.join(" "));
    for (const direction of ["out", "in"]) {
      const block = dock.querySelector(`.${direction}`);
      const regions = largest(chosen, direction);
      block.hidden = !regions.length;
      items(block.querySelector("ol"), edition, regions);
      if (regions.length) {
        const first = `${named(edition, regions[0].code)} ${written(regions[0].value)}`;
        said.push(`${block.querySelector("h3").textContent}: ${first}`);
      }
    }
    spoken.textContent = `${named(edition, chosen)}: ${said.join("; ")}`;
  };

  const choose = (code) => {
    chosen = code;
    all(".picture svg").forEach(light);
    all("table").forEach(follow);
    all(".dock").forEach(report);
  };
  const toggle = (code) => choose(code === chosen ? "" : code);

  // --- what the pointer is on --------------------------------------------------------------

  const tell = (tip, event) => {
    const part = event.target.closest("[data-region], [data-from]");
    tip.hidden = !part || event.pointerType !== "mouse";
    if (tip.hidden) return;
    const edition = editionOf(part), { region, from, to } = part.dataset;
    const lines = region
      ? [named(edition, region), ...account(edition, region).map((pair) => pair.join(" "))]
      : [`${named(edition, from)} → ${named(edition, to)}`,
        `${written(flows[codes.indexOf(from)][codes.indexOf(to)])} ${tip.dataset[edition.id]}`];
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
        if (part) toggle(part.dataset.region || part.dataset.from);
      });
    }
  };

  const addButtons = (row) => {
    const heading = row.querySelector("th"), button = made("button");
    button.type = "button";
    button.className = "choose";
    button.setAttribute("aria-pressed", "false");
    button.append(...heading.childNodes);
    button.addEventListener("click", () => toggle(row.dataset.region));
    heading.append(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    ({ codes, flows, decimals } = JSON.parse(document.getElementById("data-regions").textContent));
    all(".picture").forEach(mark);
    all("tr[data-region]").forEach(addButtons);
    addTip();
    for (const select of all(".dock select")) {
      select.addEventListener("change", () => choose(select.value));
    }
    for (const button of all(".dock .clear")) button.addEventListener("click", () => choose(""));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && chosen) choose("");
    });
  });
})();
