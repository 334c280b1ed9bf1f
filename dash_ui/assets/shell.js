// The frame: language, theme, navigation that keeps the state, search, keys.
window.dash_clientside = window.dash_clientside || {};
(function (tanlu) {
  const same = () => window.dash_clientside.no_update;
  const TAGS = { en: "en", zh: "zh-Hans", zh_hant: "zh-Hant" };
  let words = {};
  let shown = null;

  const linkOf = (pathname) => {
    const links = [...document.querySelectorAll("#pages a")];
    return links.find((link) => link.pathname === pathname) || links[0];
  };

  function markPage() {
    const current = linkOf(location.pathname);
    document.querySelectorAll("#pages a").forEach((link) => {
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

    found(value) {
      if (!value) return same();
      const [kind, code] = value.split(":");
      tanlu.act("found", kind, code);
      document.body.classList.remove("finding");
      return null;
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
    tanlu.byId("search").focus();
  };

  const TRAVELLING = "edition province sector co2 lang theme".split(" ");
  const kept = {};

  // To another page: what all pages share goes along, a page's own settings wait for its return.
  tanlu.turn = (pathname, changes) => {
    const now = tanlu.query();
    const own = Object.keys(now).filter((key) => !TRAVELLING.includes(key));
    kept[linkOf(location.pathname).pathname] = Object.fromEntries(own.map((key) => [key, now[key]]));
    const left = Object.fromEntries(own.map((key) => [key, null]));
    tanlu.go({ ...left, ...kept[linkOf(pathname).pathname], ...changes }, pathname);
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("#pages a, a.brand");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      tanlu.turn(link.pathname);
    },
    true,
  );
  // A click on what says what it does; what the frame does not know, the page does.
  const copied = () => tanlu.toast(tanlu.word("copied"));
  const actions = {
    copy: () => navigator.clipboard.writeText(location.href).then(copied),
    adjust: () => tanlu.byId("rail").classList.add("open"),
    fold: () => tanlu.byId("rail").classList.remove("open"),
    expand: (target) => target.closest(".aside").classList.toggle("expanded"),
  };
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-do]");
    const name = target?.dataset.do;
    if (name) (actions[name] || ((...given) => tanlu.act(name, ...given)))(target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "search") document.body.classList.remove("finding");
  });

  // An open menu closes when something else is clicked, or one of its entries.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!event.target.closest("summary") || !menu.contains(event.target)) menu.open = false;
    });
  });

  const writing = (target) => target.closest("input, textarea, select, [contenteditable=true]");
  const typing = (target) => writing(target) || target.closest(".ag-root");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) menu.open = false;
      else if (!writing(event.target)) tanlu.act("clear");
    }
    if (typing(event.target)) return;
    const step = { "[": -1, "]": 1 }[event.key];
    if (event.key === "/") tanlu.find();
    else if (step) tanlu.act("step", step);
    else if (event.key.toLowerCase() === "t") tanlu.act("table");
    else if (event.key.toLowerCase() === "f") tanlu.act("full");
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
