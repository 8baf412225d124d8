// What a card remembers from its front to its back, and from one attempt to the next. The page may be loaded anew in
// between, which loses globals, or may be refused storage: so both are used, and either will do.

const cards = (window.drillbookCards = window.drillbookCards || {});

function remember(name, value) {
  cards[name] = value;
  try {
    sessionStorage.setItem("drillbook " + name, JSON.stringify(value));
  } catch (refused) {
    // The global still holds it.
  }
}

function recall(name) {
  if (Object.prototype.hasOwnProperty.call(cards, name)) return cards[name];
  try {
    return JSON.parse(sessionStorage.getItem("drillbook " + name));
  } catch (refused) {
    return null;
  }
}
