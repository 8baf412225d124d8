// The page that is previewed, in a frame: the workbook or a side of a card, or a list in its place.
"use strict";

let frame = null; // the one that is seen
let coming = null; // the one that is being loaded, if any

function show() {
  showToolbar();
  if (!state) return; // somebody is quick
  const shown = exercise();
  const isList = chosen.tab === "rejected" && Boolean(shown);
  stage.classList.toggle("listing", isList);
  at("rejected").hidden = !isList;
  const address = addressOf(shown);
  at("empty").hidden = isList || Boolean(address);
  const why = state.exercises.length ? "No variant of this exercise can be drawn." : "There is no exercise to show yet.";
  at("empty").textContent = why;
  if (isList) showRejected(shown);
  if (address) load(address);
  else clear();
}

function addressOf(shown) {
  const theme = chosen.night ? "dark" : "light";
  if (chosen.tab === "rejected" || (chosen.tab === "workbook" ? !state.page : !(shown && shown.variants))) return "";
  const query = `?row=${shown ? rowOf(shown) : 0}&theme=${theme}&version=${lives}.${state.version}`;
  if (chosen.tab === "workbook") return `/workbook${query}${chosen.place}`;
  return `/card/${encodeURIComponent(shown.slug)}/${chosen.tab}${query}`;
}

function clear() {
  for (const each of [frame, coming]) if (each) each.remove();
  frame = coming = null;
}

// The new page is loaded behind the old one, and takes its place when it is there: nothing flickers, and the reader stays
// at the same height of the same page.
function load(address) {
  if (coming ? coming.dataset.address === address : frame && frame.dataset.address === address) return;
  if (coming) coming.remove();
  const next = (coming = element("iframe", "coming", ""));
  next.title = tabs.find((tab) => tab.dataset.tab === chosen.tab).textContent;
  next.dataset.address = address;
  next.before = document.activeElement === frame ? next : document.activeElement;
  next.dataset.page = address.replace(/[?].*?(#|$)/, "$1");
  next.addEventListener("load", () => next === coming && arrive(next));
  next.src = address;
  stage.append(next);
}

function arrive(next) {
  coming = null;
  if (!isOurs(next)) {
    next.remove();
    return;
  }
  const same = frame && frame.dataset.page === next.dataset.page;
  const height = same ? heightOf(frame) : null;
  if (frame) frame.remove();
  frame = next;
  next.classList.remove("coming");
  if (height) keepHeight(next, height);
  next.contentWindow.addEventListener("hashchange", follow);
  // A card takes the keyboard when it is loaded; whoever was at the toolbar, or typed in the page before, goes on there.
  if (next.before !== document.body) next.before.focus();
}

// Where the reader is: as far below the exercise's beginning as before, though what stands above it may have grown.
function heightOf(page) {
  const anchor = page.contentDocument.getElementById(chosen.slug);
  const box = anchor && anchor.getBoundingClientRect();
  return { top: page.contentWindow.scrollY, below: box && box.height ? box.top : null };
}

function keepHeight(page, { top, below }) {
  page.contentWindow.scrollTo(0, top);
  const now = heightOf(page);
  if (below !== null && now.below !== null) page.contentWindow.scrollBy(0, now.below - below);
}

// In place of a page that cannot be had, a browser shows one of its own, and lets nobody look into it.
function isOurs(loaded) {
  try {
    return Boolean(loaded.contentWindow.location.pathname);
  } catch (foreign) {
    return false;
  }
}

// The reader went elsewhere in the workbook.
function follow() {
  if (chosen.tab !== "workbook" || !frame) return;
  const { hash, pathname, search } = frame.contentWindow.location;
  chosen.place = hash;
  frame.dataset.address = pathname + search + hash;
  frame.dataset.page = pathname + hash;
  const slug = hash.slice(1);
  if (state.exercises.some((each) => each.slug === slug)) chosen.slug = slug;
  showToolbar();
}

function select(slug) {
  chosen.slug = slug;
  chosen.place = `#${slug}`;
}

function step(by) {
  const shown = exercise();
  if (!shown || !shown.variants) return;
  chosen.row = (rowOf(shown) + by + shown.variants) % shown.variants;
  show();
}

function open(tab) {
  chosen.tab = tab;
  show();
}
