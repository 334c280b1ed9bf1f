// The frame: language, theme, navigation that keeps the state, search, keys.
window.dash_clientside = window.dash_clientside || {};
(function (tanlu) {
  const same = () => window.dash_clientside.no_update;
  const TAGS = { en: "en", zh: "zh-Hans", zh_hant: "zh-Hant" };
  let words = {};
  let shown = null;

  function markPage() {
    const links = [...document.querySelectorAll("#pages a")];
    const current = links.find((link) => link.pathname === location.pathname) || links[0];
    links.forEach((link) => {
      link.classList.toggle("on", link === current);
      if (link === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  window.dash_clientside.shell = {
    language(search) {
      const lang = tanlu.lang(search);
      const theme = tanlu.theme(search);
      document.documentElement.lang = TAGS[lang];
      document.documentElement.dataset.mantineColorScheme = theme;
      setTimeout(markPage, 0);
      const first = shown !== lang;
      shown = lang;
      return [first ? lang : same(), lang, theme];
    },

    choose(lang) {
      const [cause] = tanlu.triggered();
      if (cause === "lang-choice" && lang !== tanlu.lang()) tanlu.go({ lang });
      if (cause === "theme") tanlu.go({ theme: tanlu.theme() === "dark" ? "light" : "dark" });
      if (cause === "find") tanlu.find();
    },

    facts(facts) {
      if (!facts) return [same(), same()];
      tanlu.provinces = facts.provinces;
      document.title = `${facts.title} · Tanlu 碳路`;
      return [!facts.synthetic, facts.live];
    },

    open: (clicks) => (clicks ? true : same()),

    relabel(lang, all) {
      words = (all && all[lang || "en"]) || {};
      return [words.skip, words.search];
    },
  };

  tanlu.word = (key) => words[key] || "";

  tanlu.find = () => {
    document.body.classList.add("finding");
    setTimeout(() => tanlu.byId("search").focus(), 30);
  };

  // Links of the navigation keep edition, province, language and theme.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("#pages a, a.brand");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      tanlu.go({}, link.pathname);
    },
    true,
  );
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "search") document.body.classList.remove("finding");
  });

  // An open menu closes when something else is clicked, or one of its entries.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!event.target.closest("summary") || !menu.contains(event.target)) menu.open = false;
    });
  });

  const typing = (target) =>
    target.closest("input, textarea, select, [contenteditable=true], .ag-root");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) menu.open = false;
      else if (!typing(event.target)) tanlu.clear?.();
    }
    if (typing(event.target)) return;
    const step = { "[": -1, "]": 1 }[event.key];
    if (event.key === "/") tanlu.find();
    else if (step) tanlu.stepProvince?.(step);
    else if (event.key.toLowerCase() === "t") tanlu.toTable?.();
    else if (event.key.toLowerCase() === "f") tanlu.fullScreen?.();
    else if (event.key === "?") window.dash_clientside.set_props("help", { opened: true });
    else return;
    event.preventDefault();
  });

  // The search box: options found in any script, shown with the dot of their group.
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.tanluFilter = ({ options, search, limit }) => {
    const wanted = search.trim().toLowerCase();
    const fits = (item) => !wanted || (item.words || item.label).toLowerCase().includes(wanted);
    return options
      .map((group) => ({ ...group, items: group.items.filter(fits).slice(0, limit) }))
      .filter((group) => group.items.length);
  };
  window.dashMantineFunctions.tanluOption = ({ option }) => {
    const make = window.React.createElement;
    const note = option.note && option.note !== option.label ? option.note : "";
    return make(
      "span",
      { className: "option" },
      option.tone && make("span", { className: `dot g-${option.tone}` }),
      make("span", null, option.label),
      note && make("small", null, note),
    );
  };
})(window.tanlu);
