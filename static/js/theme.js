/* The server says which theme a person has; here only the choice being made is shown at once. */
export function startTheme() {
  document.addEventListener("change", ({ target }) => {
    if (target.name === "theme" && target.closest("[data-theme-switch]")) show(target.value);
  });
}

function show(theme) {
  const root = document.documentElement.classList;
  root.remove("theme-light", "theme-dark");
  if (theme === "light" || theme === "dark") root.add(`theme-${theme}`);
}
