// Light or dark: as the system has it, until the reader says otherwise. An address with ?theme=dark decides for itself.

const THEMES = { auto: "As the system", light: "Light", dark: "Dark" };
const THEME = "drillbook/theme";
const isTheme = (name) => Object.keys(THEMES).includes(name);

function prepareTheme() {
  const button = document.querySelector(".bar .theme");
  const asked = new URLSearchParams(location.search).get("theme");
  let theme = isTheme(asked) ? asked : storedTheme();
  const show = () => {
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-label", `Colours: ${THEMES[theme]}`);
    button.title = `Colours: ${THEMES[theme]}`;
  };
  button.addEventListener("click", () => {
    const names = Object.keys(THEMES);
    theme = names[(names.indexOf(theme) + 1) % names.length];
    try {
      localStorage.setItem(THEME, theme);
    } catch (refused) {
      // It holds as long as the page does.
    }
    show();
  });
  show();
}

function storedTheme() {
  try {
    const stored = localStorage.getItem(THEME);
    return isTheme(stored) ? stored : "auto";
  } catch (refused) {
    return "auto";
  }
}
