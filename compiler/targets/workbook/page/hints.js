// The author's hints come first, then the steps of the derivation but for the last.
const ownHints = (article) => Array.from(article.querySelectorAll(".hints details"));
const stepsOf = (article) => Array.from(article.querySelectorAll(".solution .step")).slice(0, -1);

// An update of the deck may have taken away what was told before.
function hintsLeft(article, { nudges, steps }) {
  return Math.max(0, ownHints(article).length - nudges) + Math.max(0, stepsOf(article).length - steps);
}

function tellHint(article, attempt) {
  if (attempt.nudges < ownHints(article).length) attempt.nudges += 1;
  else attempt.steps += 1;
}

function showHints(article, { nudges, steps }) {
  ownHints(article).forEach((hint, i) => {
    hint.hidden = i >= nudges;
    hint.open = i < nudges;
  });
  hideStepHints(article);
  const place = article.querySelector(".work").appendChild(element("div", "steps told"));
  for (const step of stepsOf(article).slice(0, steps)) place.appendChild(step.cloneNode(true));
  place.hidden = !steps;
  const button = article.querySelector(".ask-hint");
  button.textContent = nudges < ownHints(article).length ? "Hint" : "Show a step";
}

// The hint that was told last, in words, for those who hear it.
function lastHint(article, { nudges, steps }) {
  const hint = steps ? article.querySelector(".told .step:last-child") : ownHints(article)[nudges - 1];
  return hint.textContent.replace(/\s+/g, " ");
}

function hideStepHints(article) {
  for (const told of article.querySelectorAll(".work .told")) told.remove();
}
