// Without all of this the page shows the first variant of each exercise, and its derivation.

function refreshAll() {
  for (const { refresh } of opened.values()) refresh();
  showStanding();
}

function start() {
  document.documentElement.classList.add("scripting");
  exercisesIn(document).forEach((article, i) => (article.dataset.order = i));
  loadHistory();
  prepareTheme();
  prepareSearch();
  prepareReview();
  prepareKeeping();
  preparePrinting();
  prepareViews();
  showStanding();
  showView(false);
  window.addEventListener("storage", ({ key }) => {
    if (key !== null && !key.startsWith(PREFIX)) return;
    const isAttempt = key !== null && key.startsWith(PREFIX + "open/");
    if (!isAttempt) loadHistory();
    refreshAll();
  });
  // A page that was left open comes back on another day.
  let day = today();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || day === today()) return;
    day = today();
    refreshAll();
  });
}
