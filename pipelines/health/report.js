"use strict";
(() => {
  const table = document.getElementById("sources");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const tools = document.getElementById("tools");
  const search = document.getElementById("search");
  const level = document.getElementById("level");
  const shown = document.getElementById("shown");
  const all = document.getElementById("all");
  const FEW = 200;
  const states = rows.map((row) => row.cells[1].textContent.trim());
  const texts = rows.map((row) => (row.cells[0].textContent + " " + row.cells[0].innerHTML + " " + row.lastElementChild.textContent).toLowerCase());
  const svg = (name, d) => '<svg class="' + name + '" aria-hidden=true><path d="' + d + '"/></svg>';
  const bars = (digits) => svg("s", [...digits].map((n, i) => (n > "0" ? "M" + (3 * i + 1) + " 18v-" + 2 * n : "")).join(""));
  const line = (digits) => {
    const at = [...digits].flatMap((n, i) => (n === "-" ? [] : [3 * i + 1 + " " + (17 - Math.floor((16 * n) / 9))]));
    return at.length ? svg("s l", "M" + at.join("L") + (at.length === 1 ? "h1" : "")) : "";
  };
  const draw = (cell) => {
    const { v, w } = cell.dataset;
    if (v) cell.insertAdjacentHTML("beforeend", bars(v));
    if (w) cell.insertAdjacentHTML("beforeend", line(w));
    cell.removeAttribute("data-v");
    cell.removeAttribute("data-w");
  };
  const drawAll = () => table.querySelectorAll("[data-v],[data-w]").forEach(draw);
  if (table.querySelector("[data-v],[data-w]")) {
    const seen = new IntersectionObserver((found) => {
      for (const one of found) {
        if (!one.isIntersecting) continue;
        seen.unobserve(one.target);
        one.target.querySelectorAll("[data-v],[data-w]").forEach(draw);
      }
    }, { rootMargin: "600px" });
    rows.forEach((row) => seen.observe(row));
    window.addEventListener("beforeprint", drawAll);
  }
  const heads = [...table.tHead.rows[0].cells];
  const order = ["Act", "Look", "New", "Fine"];
  const units = { s: 1, min: 60, h: 3600, d: 86400, kB: 1e3, MB: 1e6, GB: 1e9 };
  const value = (row, column) => {
    const text = row.cells[column].firstChild?.textContent.trim() || "";
    if (column === 1) return order.indexOf(text);
    if (column === 0 || column > 11) return row.cells[column].textContent.trim().toLowerCase() || null;
    const number = parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(number) ? null : number * (units[text.split(/\s/)[1]] || 1);
  };
  let sorted = rows.map((_, i) => i);
  // The rows that fit come first, so that the style shows the first of them; the others are hidden behind them.
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (i) => (!level.value || states[i] === level.value) && words.every((word) => texts[i].includes(word));
    const fitting = sorted.filter(fits);
    const chosen = new Set(fitting);
    rows.forEach((row, i) => { row.hidden = !chosen.has(i); });
    body.append(...fitting.map((i) => rows[i]), ...sorted.filter((i) => !chosen.has(i)).map((i) => rows[i]));
    const seen = body.classList.contains("few") ? Math.min(FEW, fitting.length) : fitting.length;
    shown.textContent = seen + " of " + rows.length + " shown" + (seen < fitting.length ? ", " + fitting.length + " found" : "");
    all.hidden = seen === fitting.length;
  };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  level.addEventListener("change", show);
  all.addEventListener("click", () => { body.classList.remove("few"); show(); });
  const sort = (column) => {
    const head = heads[column];
    const down = head.hasAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : column > 1 && column < 12;
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keys = rows.map((row) => value(row, column));
    // What is not known stands at the end, whichever way the rest is sorted.
    sorted.sort((i, j) => {
      const a = keys[i], b = keys[j];
      if (a === null || b === null) return (a === null) - (b === null);
      return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
    });
    show();
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(column));
  });
  tools.hidden = false;
  show();
})();
