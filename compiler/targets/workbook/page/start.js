// Without all of this the page shows the first variant of each exercise, and its derivation.

const GATHERING = 50; // ms

function refreshAll() {
  for (const { refresh } of opened.values()) refresh();
  showStanding();
}

// A file that another tab reads comes as many entries at once.
function followOtherTabs() {
  let waiting = 0;
  let isLess = false; // something was deleted
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== null && !key.startsWith(PREFIX)) return;
    if (newValue === null) isLess = true;
    else if (key.startsWith(PREFIX + DONE)) takeRecord(key.slice(PREFIX.length));
    waiting = waiting || setTimeout(() => {
      if (isLess) loadHistory();
      else workOut();
      waiting = 0;
      isLess = false;
      refreshAll();
    }, GATHERING);
  });
}

// A page that stays open lives to see another day.
function followDays() {
  let day = today();
  const look = () => {
    if (day === today()) return;
    day = today();
    workOut();
    refreshAll();
  };
  for (const name of ["hashchange", "focus", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
}

function start() {
  document.documentElement.classList.add("scripting");
  exercisesIn(document).forEach((article, i) => (article.dataset.order = i));
  loadHistory();
  tryStorage();
  prepareTheme();
  prepareSearch();
  prepareReview();
  prepareKeeping();
  preparePrinting();
  prepareViews();
  showStanding();
  showView(false);
  followOtherTabs();
  followDays();
}
