// Runs before anything is drawn: language and theme of the URL, else those of the browser.
(function () {
  const params = new URLSearchParams(location.search);
  const missing = {};
  if (!params.has("lang") && /^zh/i.test(navigator.language || "")) {
    missing.lang = /hant|tw|hk|mo/i.test(navigator.language) ? "zh_hant" : "zh";
  }
  if (!params.has("theme") && matchMedia("(prefers-color-scheme: dark)").matches) {
    missing.theme = "dark";
  }
  if (Object.keys(missing).length) {
    Object.entries(missing).forEach(([key, value]) => params.set(key, value));
    history.replaceState({}, "", `${location.pathname}?${params}`);
  }
  const root = document.documentElement;
  root.lang = { zh: "zh-Hans", zh_hant: "zh-Hant" }[params.get("lang")] || "en";
  root.dataset.mantineColorScheme = params.get("theme") === "dark" ? "dark" : "light";
})();

// dash-cytoscape always hands its default wheel sensitivity on, and Cytoscape warns of any.
(function () {
  const warn = console.warn;
  console.warn = (...said) => {
    if (!String(said[0]).startsWith("You have set a custom wheel sensitivity")) warn(...said);
  };
})();
