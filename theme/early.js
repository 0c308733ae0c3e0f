// Before the page is painted: scripts are on, and the reader's choice of light or dark.
document.documentElement.classList.add("scripted");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage here (a private window, or a file): the system's choice holds.
}
