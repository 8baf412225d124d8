// Where a mistake in the deck is reported.

// The deck's own address, prefilled where it is one of a known kind.
function reportAddress(address, title, body) {
  const query = (names) => `?${names[0]}=${encodeURIComponent(title)}&${names[1]}=${encodeURIComponent(body)}`;
  const plain = address.replace(/(\.git)?\/?$|\/-\/.*$/, "");
  const repository = /^https?:\/\/(github|gitlab)\.com(\/[^/?#]+){2,}$/.exec(plain);
  if (repository) {
    const isGitHub = repository[1] === "github";
    const page = isGitHub ? "/issues/new" : "/-/issues/new";
    return plain + page + query(isGitHub ? ["title", "body"] : ["issue[title]", "issue[description]"]);
  }
  if (/^(mailto:)?[^\s@/:?]+@[^\s@/:?]+$/.test(address)) {
    return `mailto:${address.replace("mailto:", "")}${query(["subject", "body"])}`;
  }
  return /^https?:\/\//.test(address) ? address : "";
}
