// What stands around the page that is previewed. Whatever comes from a deck is shown as text, never as HTML.
"use strict";

const MOST = 50; // diagnostics that are shown; nobody mends more at once
const at = (id) => document.getElementById(id);
const stage = at("stage");
const tabs = [...document.querySelectorAll("[role=tab]")];
const isDark = matchMedia("(prefers-color-scheme: dark)").matches;

// What the reader chose. It outlives a reload of this page.
const chosen = Object.assign({ tab: "workbook", slug: "", place: "", row: 0, night: isDark, phone: false }, stored());
let state = null;
let lives = 0; // how often the server went away: who answers next counts its versions anew

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem("preview")) || {};
  } catch (damaged) {
    return {};
  }
}

function store() {
  try {
    sessionStorage.setItem("preview", JSON.stringify(chosen));
  } catch (refused) {
    // It holds as long as the page does.
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const exercise = () => state && state.exercises.find(({ slug }) => slug === chosen.slug);
const rowOf = (shown) => chosen.row % Math.max(1, shown.variants);

// ---- The toolbar

function showToolbar() {
  const shown = exercise();
  const count = shown ? shown.variants : 0;
  at("exercise").value = chosen.slug;
  at("variant").textContent = count ? `variant ${rowOf(shown) + 1} of ${count}` : "no variant";
  at("previous").disabled = at("next").disabled = count < 2;
  at("night").setAttribute("aria-pressed", chosen.night);
  at("phone").setAttribute("aria-pressed", chosen.phone);
  document.body.classList.toggle("narrow", chosen.phone);
  for (const tab of tabs) {
    const isOn = tab.dataset.tab === chosen.tab;
    tab.setAttribute("aria-selected", isOn);
    tab.tabIndex = isOn ? 0 : -1;
    if (isOn) stage.setAttribute("aria-labelledby", tab.id);
  }
  at("behind").hidden = !(shown && shown.behind);
  if (shown && shown.behind) {
    const what = shown.variants ? "this is the last version of it that can be shown" : "no variant of it can be drawn";
    at("behind").textContent = `${shown.number} ${shown.title} has an error: ${what}.`;
  }
  store();
}

let listed = "";

function showExercises() {
  const shown = ({ slug, number, title, chapter, behind }) => [slug, number, title, chapter, behind];
  const list = state.exercises.map(shown);
  if (JSON.stringify(list) === listed) return; // an open list would close
  listed = JSON.stringify(list);
  const select = at("exercise");
  select.textContent = "";
  let group = null;
  for (const [slug, number, title, chapter, behind] of list) {
    if (!group || group.label !== chapter) {
      group = select.appendChild(document.createElement("optgroup"));
      group.label = chapter;
    }
    group.appendChild(element("option", "", `${number} ${title}${behind ? " (error)" : ""}`)).value = slug;
  }
}

// ---- What is wrong

function showDiagnostics() {
  const found = state.diagnostics;
  const list = at("diagnostics");
  list.textContent = "";
  at("trouble").hidden = !found.length;
  const about = state.page ? ". What they touch is shown as it last was." : "";
  at("count").textContent = `${found.length === 1 ? "1 error" : `${found.length} errors`}${about}`;
  for (const each of found.slice(0, MOST)) {
    const item = list.appendChild(document.createElement("li"));
    const what = item.appendChild(element("p", "what", ""));
    what.append(element("span", "code", each.code), each.message);
    item.append(element("p", "where", `${each.file}:${each.line}:${each.column}`));
    // Without heading and place, which stand above, and without draw and help, which stand below.
    const source = each.rendered.split("\n").slice(2, 4).join("\n");
    item.appendChild(element("pre", "", source)).tabIndex = 0; // long lines are scrolled by keyboard, too
    if (each.draw) item.append(element("p", "draw", `Draw: ${each.draw}`));
    if (each.help) item.append(element("p", "help", `What to do: ${each.help}`));
  }
  const more = found.length - MOST;
  if (more > 0) list.append(element("li", "", `and ${more} more, which drillbook check prints`));
}

function showStatus(isBuilding) {
  const status = at("status");
  const errors = state.diagnostics.length;
  const built = `built in ${state.seconds.toFixed(2)} s`;
  const count = state.exercises.length === 1 ? "1 exercise" : `${state.exercises.length} exercises`;
  const found = errors ? (errors === 1 ? "1 error" : `${errors} errors`) : `sound, ${count}`;
  status.className = isBuilding ? "building" : errors ? "broken" : "sound";
  status.textContent = isBuilding ? "building …" : `${found}, ${built}`;
}

function showRejected(shown) {
  const place = at("rejected");
  place.textContent = "";
  if (!shown.rejections.length) {
    place.append(element("p", "", `${shown.number} ${shown.title}: no draw is rejected.`));
    return;
  }
  const list = place.appendChild(document.createElement("ul"));
  for (const each of shown.rejections) {
    const item = list.appendChild(document.createElement("li"));
    const cause = item.appendChild(element("p", "", ""));
    cause.append(element("span", "share", `${(100 * each.share).toFixed(1)} %`));
    cause.append(` of the draws are rejected by ${each.cause} `);
    cause.append(element("code", "", each.text), ` (line ${each.line})`);
    const near = each.distance === null ? "" : `, ${each.distance.toFixed(2)} tolerances from the answer`;
    item.append(element("p", "detail", `Worst: ${each.worst}${near}`));
    item.append(element("p", "detail", `To mend it: ${each.advice}`));
  }
}

// ---- What the reader does

at("exercise").addEventListener("change", (event) => {
  select(event.target.value);
  show();
});
at("next").addEventListener("click", () => step(1));
at("previous").addEventListener("click", () => step(-1));
for (const name of ["night", "phone"]) {
  at(name).addEventListener("click", () => {
    chosen[name] = !chosen[name];
    show();
  });
}
for (const tab of tabs) tab.addEventListener("click", () => open(tab.dataset.tab));
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const next = tabs[(tabs.findIndex((tab) => tab.dataset.tab === chosen.tab) + by + tabs.length) % tabs.length];
  next.focus();
  open(next.dataset.tab);
});
// The card asks to be turned, or rates itself: then the next numbers come.
addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow || event.origin !== location.origin) return;
  const said = event.data && event.data.card;
  if (said === "ans") open("back");
  if (typeof said === "string" && said.startsWith("ease")) {
    chosen.tab = "front";
    step(1);
  }
});

// ---- News

async function update() {
  const response = await fetch("/state");
  if (!response.ok) throw new Error(await response.text());
  const isFirst = !state;
  state = await response.json();
  document.title = at("title").textContent = state.title;
  const isThere = (slug) => state.exercises.some((each) => each.slug === slug);
  if (state.edited && !isFirst && state.edited !== chosen.slug && isThere(state.edited)) select(state.edited);
  if (!isThere(chosen.slug) && state.exercises.length) select(state.exercises[0].slug);
  showExercises();
  showDiagnostics();
  show();
}

function lost() {
  const status = at("status");
  status.className = "lost";
  status.textContent = "The preview has ended. Start it again: this page then goes on by itself.";
}

function listen() {
  const stream = new EventSource("/events");
  let seen = 0;
  stream.addEventListener("message", async (event) => {
    const { version, building } = JSON.parse(event.data);
    try {
      if (version !== seen) await update();
      seen = version;
      showStatus(building);
    } catch (refused) {
      lost();
    }
  });
  stream.addEventListener("error", () => {
    if (seen) lives += 1;
    seen = 0;
    lost();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  });
}

listen();
