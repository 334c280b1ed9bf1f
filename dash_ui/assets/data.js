// The data page in the browser: URL to request, controls to URL, selection in the tables.
(function (tanlu) {
  const same = () => window.dash_clientside.no_update;
  const ASKED = "source severity code".split(" ");
  const TABLES = "checks editions sources inventories dictionary".split(" ");
  const ALL = "all";
  let state = null;
  let answered = null;

  function keyOf(search, lang) {
    const query = tanlu.query(search);
    return JSON.stringify([ASKED.map((name) => query[name] ?? ALL), lang]);
  }

  const keyNow = () => keyOf(location.search, tanlu.lang());

  const table = (name) => `data-${name}-table`;
  const grid = (name) => tanlu.grid(table(name));

  const jump = (name) => {
    const section = tanlu.byId(`data-${name}`);
    section.scrollIntoView({ block: "start" });
    tanlu.byId("rail").classList.remove("open");
  };

  // A short table is as high as its rows.
  function fitted(name, api) {
    const rows = api.getDisplayedRowCount();
    const few = rows > 0 && rows <= 6;
    const layout = few ? "autoHeight" : "normal";
    tanlu.byId(table(name)).classList.toggle("whole", few);
    if (api.getGridOption("domLayout") !== layout) api.setGridOption("domLayout", layout);
  }

  // A row that a person picks is selected; what the page itself marks is not.
  const heard = new WeakSet();
  function hear(name, api) {
    if (heard.has(api) || name === "inventories") return;
    heard.add(api);
    api.addEventListener("rowSelected", ({ source, node }) => {
      if (["rowClicked", "spaceKey"].includes(source) && node.isSelected()) {
        tanlu.go({ selected: node.data.id });
      }
    });
    api.addEventListener("cellKeyDown", ({ event, node }) => {
      if (event.key === "Enter" && node.data) tanlu.go({ selected: node.data.id });
    });
  }

  function mark(selected) {
    for (const name of TABLES) {
      const api = grid(name);
      if (!api) continue;
      hear(name, api);
      api.forEachNode((row) => row.setSelected(row.data.id === selected, false, "api"));
      const picked = api.getSelectedNodes()[0];
      if (picked) api.ensureNodeVisible(picked);
    }
  }

  // An answer is on the page when each table has its columns, a while after Dash handed it over.
  function settle(now) {
    if (state !== now || !tanlu.byId("data-page")) return;
    const filled = (api) => api?.getAllDisplayedColumns().length || api?.getColumnDefs().length === 0;
    if (!TABLES.every((name) => filled(grid(name)))) {
      setTimeout(() => settle(now), 30);
      return;
    }
    for (const name of ["checks", "sources"]) fitted(name, grid(name));
    mark(tanlu.query().selected ?? "");
    setTimeout(() => {
      answered = now.key;
    }, 60);
  }

  tanlu.page("data-page", {
    idle: () => answered === keyNow(),
    table() {
      jump("checks");
      grid("checks")?.setFocusedCell(0, "check");
    },
    clear: () => tanlu.go({ selected: null }),
    select: (target) => tanlu.go({ selected: target.dataset.id }),
    found: (kind, id) => tanlu.go({ selected: `${kind}~${id}` }),
    jump: (target) => jump(target.dataset.id),
    all: () => tanlu.go(Object.fromEntries(ASKED.map((name) => [name, null]))),
    kind(target) {
      tanlu.go({ source: null, severity: null, code: target.dataset.id });
      jump("checks");
    },
    checks(target) {
      tanlu.go({ source: target.dataset.id, severity: null, code: null });
      jump("checks");
    },
    network: (target) => tanlu.turn(tanlu.byId("page-network").pathname, {
      edition: target.dataset.id,
    }),
  });

  const functions = {
    request(search, lang, before) {
      if (!lang || tanlu.lang(search) !== lang) return;
      const [key, narrow] = [keyOf(search, lang), tanlu.narrow()];
      return before?.key === key ? same() : { key, lang, narrow };
    },

    selected(search, lang, before) {
      const now = tanlu.query(search).selected ?? "";
      return now === before ? same() : now;
    },

    control() {
      if (!state) return;
      const changes = Object.entries(tanlu.moved((id) => id.replace("data-", "")));
      tanlu.go(Object.fromEntries(changes.map(([key, value]) => [key, value === ALL ? null : value])));
    },

    sync(now) {
      if (!now) return;
      state = now;
      // The answer to an older question leaves the controls alone: they stand further already.
      if (now.key === keyNow()) for (const key of ASKED) tanlu.put(`data-${key}`, now[key]);
      setTimeout(() => settle(now), 30);
    },

    marked: (selected) => mark(selected ?? ""),

    filter(text) {
      grid("dictionary")?.setGridOption("quickFilterText", text || "");
    },
  };

  // Dash wants an answer of every function, also of those that only act.
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.data = Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      (...given) => {
        const said = run(...given);
        return said === undefined ? same() : said;
      },
    ]),
  );
})(window.tanlu);
