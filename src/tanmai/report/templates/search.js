// A search over regions and sectors: by Chinese, English, code, pinyin or its initials.
(() => {
  const { all, made } = tanmai;
  const MOST = 8;
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\s\p{M}'’·,，、()（）-]/gu, "");

  // The best match comes first: a code or a beginning before what stands within.
  const rank = (entry, asked) => {
    const places = entry.keys.map((key) => key.indexOf(asked)).filter((at) => at >= 0);
    return places.length ? Math.min(...places) : Infinity;
  };
  const found = (entries, asked) => (asked ? entries : [])
    .map((entry) => [rank(entry, asked), entry])
    .filter(([at]) => at < Infinity)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST)
    .map(([, entry]) => entry);

  const build = ({ language, placeholder, none }, entries) => {
    const box = made("div"), field = made("input"), list = made("ul");
    box.className = "search";
    box.dataset.edition = language;
    box.lang = document.getElementById(language).lang;
    const id = `${language}-search`;
    Object.entries({ type: "search", role: "combobox", id, placeholder, "aria-label": placeholder,
      "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false" })
      .forEach(([name, value]) => field.setAttribute(name, value));
    list.id = `${id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", placeholder);
    const spoken = made("p");
    spoken.className = "spoken";
    spoken.setAttribute("role", "status");
    let shown = [], active = -1;

    const close = () => {
      shown = [];
      active = -1;
      list.replaceChildren();
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const point = (to) => {
      active = (to + shown.length) % shown.length;
      all("li", list).forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
      field.setAttribute("aria-activedescendant", list.children[active].id);
    };
    const take = (entry) => {
      document.dispatchEvent(new CustomEvent("choose", { detail: { [entry.what]: entry.code } }));
      field.value = "";
      close();
    };
    const look = () => {
      shown = found(entries, plain(field.value));
      list.replaceChildren(...shown.map((entry, i) => {
        const item = made("li", entry.names[language]);
        item.id = `${id}-${i}`;
        item.setAttribute("role", "option");
        item.append(made("span", entry.code));
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(entry);
        });
        return item;
      }));
      field.setAttribute("aria-expanded", String(shown.length > 0));
      spoken.textContent = field.value && !shown.length ? none : "";
      box.classList.toggle("nothing", spoken.textContent !== "");
      if (shown.length) point(0);
      else close();
    };
    field.addEventListener("input", look);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && shown.length) point(active + 1);
      else if (event.key === "ArrowUp" && shown.length) point(active - 1);
      else if (event.key === "Enter" && shown.length) take(shown[active]);
      else if (event.key === "Escape" && field.value) {
        field.value = "";
        look();
        event.stopPropagation();
      } else return;
      event.preventDefault();
    });
    box.append(field, list, spoken);
    return box;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const { fields, entries } = JSON.parse(document.getElementById("data-search").textContent);
    const searched = entries.map(({ what, code, zh, en, pinyin }) => ({
      what, code, names: { zh, en }, keys: [code, zh, en, ...pinyin].map(plain),
    }));
    const brand = document.querySelector(".bar .brand");
    brand.after(...fields.map((field) => build(field, searched)));
  });
})();
