// Puts one row of the card's table into its slots: another row another day, the same row on both sides.
// The card shows its first variant without this script, and keeps showing it whenever something here is amiss.
(function () {
  "use strict";

  function text(selector) {
    const element = document.querySelector(".drillbook " + selector);
    return element ? element.textContent : "";
  }

  // Days are counted as Anki counts them: a new one begins at four in the morning, local time.
  function today() {
    const now = new Date();
    const early = now.getHours() < 4 ? 1 : 0;
    return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - early) / 86400000;
  }

  // The page may be loaded anew between front and back, which loses globals, or may be refused storage.
  const rows = (window.drillbookRows = window.drillbookRows || {});

  function remember(key, row) {
    rows[key] = row;
    try {
      sessionStorage.setItem("drillbook " + key, String(row));
    } catch (refused) {
      // The global still holds it.
    }
  }

  function remembered(key) {
    if (key in rows) return rows[key];
    try {
      return Number(sessionStorage.getItem("drillbook " + key) || NaN);
    } catch (refused) {
      return NaN;
    }
  }

  function choose(table, key) {
    const count = table.rows.length;
    const before = document.getElementById("answer") ? remembered(key) : NaN;
    const row = Number.isInteger(before) && before >= 0 ? before : table.start + today() * table.stride;
    return row % count;
  }

  function show(row) {
    const slots = Array.from(document.querySelectorAll(".drillbook [data-s]"));
    const values = slots.map(function (slot) { return row[Number(slot.dataset.s)]; });
    if (!values.every(function (value) { return typeof value === "string"; })) return;
    slots.forEach(function (slot, i) { slot.textContent = values[i]; });
  }

  try {
    const key = text(".key");
    const table = JSON.parse(text(".table"));
    if (table.v !== 2) return;
    const row = choose(table, key);
    show(table.rows[row].map(function (text) { return table.texts[text]; }));
    remember(key, row);
  } catch (damaged) {
    // The static text stands.
  }
})();
