(() => {
  "use strict";

  // One year at a time, in both languages the same; without script, and in print, all years.
  const sliders = () => [...document.querySelectorAll(".slider input")];

  const choose = (position) => {
    for (const slider of sliders()) {
      const years = [...slider.closest("section").querySelectorAll(".year")];
      const name = years[position].dataset.year;
      slider.value = position;
      slider.setAttribute("aria-valuetext", name);
      slider.closest(".slider").querySelector("output").textContent = name;
      years.forEach((year, k) => year.classList.toggle("away", k !== position));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const slider of sliders()) {
      slider.addEventListener("input", () => choose(Number(slider.value)));
    }
    choose(Number(sliders()[0].value));
  });
})();
