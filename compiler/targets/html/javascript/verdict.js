// What is said of a reply, and in which tone.

const MARKS = { right: "✓", nearly: "≈", wrong: "✗", asks: "?" };
const NEARLY = ["rounded-too-far", "partly-right", "other-unit", "rounded-intermediate"];

function toneOf({ right, isAttempt, verdict }) {
  if (right) return "right";
  if (!isAttempt) return "asks";
  return NEARLY.includes(verdict) ? "nearly" : "wrong";
}

// What is said of a reply. What people typed is text; hints and notes are the deck's own HTML.
function showVerdict(place, reply) {
  const tone = toneOf(reply);
  place.textContent = "";
  place.className = "verdict " + tone;
  addSentence(place.appendChild(element("p")), tone, reply.feedback);
  for (const html of [reply.note].concat(reply.hints)) {
    if (html) place.appendChild(element("div", "hint")).innerHTML = html;
  }
  typeset(place);
}

// A sentence behind its mark, which says nothing that the sentence does not.
function addSentence(place, tone, sentence) {
  place.appendChild(element("span", "mark", MARKS[tone])).setAttribute("aria-hidden", "true");
  place.appendChild(element("span", "said", sentence));
}

// TeX that comes later than the page is set by MathJax, where it is there.
function typeset(place) {
  if (window.MathJax && MathJax.typesetPromise && place.textContent.includes("\\(")) MathJax.typesetPromise([place]);
}
