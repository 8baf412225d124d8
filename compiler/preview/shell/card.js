// Runs before the card's own script, which goes on with the attempt that it finds: so that attempt is made here, of the
// chosen row. What was typed and replied stays, as long as row and card are the same. Where storage is refused, the card
// finds the attempt in a global, as it does in Anki.
(({ key, row, digest }) => {
  const cards = (window.drillbookCards = {});
  const recall = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem("drillbook " + name));
    } catch (damaged) {
      return null;
    }
  };
  const remember = (name, value) => {
    cards[name] = value;
    try {
      sessionStorage.setItem("drillbook " + name, JSON.stringify(value));
    } catch (refused) {
      // The global still holds it.
    }
  };
  const attempt = recall(key);
  const made = recall("preview " + key);
  if (!attempt || attempt.row !== row || !made || made.digest !== digest) {
    const draft = attempt && attempt.row === row ? attempt.draft : "";
    remember(key, { row, day: 0, attempt: 0, replies: [], hints: 0, draft });
    remember("preview " + key, { digest });
  }
  remember("now shown", { key, at: Date.now(), turned: false });
  // Anki turns and rates a card when the card asks for it; here the frame around it does.
  if (window.parent !== window) window.pycmd = (what) => window.parent.postMessage({ card: what }, location.origin);
})
