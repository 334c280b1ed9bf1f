// The network page in the browser: URL to request, controls to URL, buttons and keys.
(function (tanlu) {
  const same = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const ASKED = "edition province indicator method links gravity repulsion size co2".split(" ");
  const RANGES = ["links", "gravity", "repulsion"];
  let state = null;
  let stated = null;
  let cards = null;
  let lastBox = null;
  let painted = null;

  const grid = (name) => tanlu.grid(`net-${name}-table`);

  function keyOf(search, size, lang) {
    const query = tanlu.query(search);
    return JSON.stringify([ASKED.map((name) => query[name] ?? ""), size, lang]);
  }

  const keyNow = () => keyOf(location.search, lastBox, tanlu.lang());

  // What the controls ask for: the last answer's state; while a newer one is awaited, the URL.
  const asked = () => (stated === keyNow() ? state : { ...state, ...tanlu.query() });

  function box() {
    const { width, height } = tanlu.byId("net-canvas").getBoundingClientRect();
    return { width: Math.round(width), height: Math.round(height), narrow: tanlu.narrow() };
  }

  const observer = new ResizeObserver(() => {
    clearTimeout(observer.timer);
    observer.timer = setTimeout(() => {
      if (!tanlu.byId("net-canvas")) return;
      const now = box();
      const moved =
        Math.abs(now.width - lastBox.width) > 8 || Math.abs(now.height - lastBox.height) > 8;
      if (now.width && (moved || now.narrow !== lastBox.narrow)) {
        lastBox = now;
        set("net-box", { data: now });
      }
    }, 150);
  });

  // A link of one province means nothing in another: only an industry stays selected.
  function change(changes) {
    const moved = "province" in changes || "edition" in changes;
    if (moved && (tanlu.query().selected || "").includes("~")) {
      tanlu.go({ ...changes, selected: null, focus: null });
    } else tanlu.go(changes);
  }

  // An answer is on the page when the drawing and both tables hold it: each takes its own time.
  function settle(given) {
    if (cards !== given || !tanlu.byId("net-canvas")) return;
    const lines = Object.values(given.links).filter(({ from, to }) => from !== to);
    const drawn = tanlu.cy()?.edges().length === lines.length;
    if (drawn && holds("links", given.links) && holds("industries", given.industries)) {
      painted = given.key;
    } else setTimeout(() => settle(given), 30);
  }

  // Whether a table has its columns and just the rows of these ids, filtered ones included.
  function holds(name, rows) {
    const api = grid(name);
    if (!api?.getAllDisplayedColumns().length) return false;
    let count = 0;
    api.forEachNode(() => {
      count += 1;
    });
    const ids = Object.keys(rows);
    return count === ids.length && ids.every((id) => api.getRowNode(id));
  }

  tanlu.page("net-canvas", {
    idle: () => painted === keyNow(),

    step(step) {
      const codes = tanlu.provinces || [];
      const at = codes.indexOf(asked().province);
      if (at >= 0) change({ province: codes[(at + step + codes.length) % codes.length] });
    },

    table() {
      tanlu.byId("net-twin").scrollIntoView({ block: "start" });
      grid("links")?.setFocusedCell(0, "from");
    },

    full() {
      if (document.fullscreenElement) document.exitFullscreen();
      else tanlu.byId("net-card").requestFullscreen();
    },

    fit() {
      const graph = tanlu.cy();
      if (tanlu.query().focus === "1") graph.fit(graph.elements(":visible"), 48);
      else graph.zoom(1).pan({ x: 0, y: 0 });
    },

    found(kind, code) {
      if (kind === "province") change({ province: code });
      else tanlu.select(code);
    },

    clear: () => tanlu.clear(),
    select: (target) => tanlu.select(target.dataset.id),
    focus: () => tanlu.go({ focus: tanlu.query().focus === "1" ? null : "1" }),
    more: () => tanlu.go({ links: 88 }),
  });

  const functions = {
    request(search, size, lang, before) {
      if (!size || tanlu.lang(search) !== lang) return;
      const key = keyOf(search, size, lang);
      return before?.key === key ? same() : { ...size, lang, key };
    },

    measure() {
      lastBox = box();
      observer.disconnect();
      observer.observe(tanlu.byId("net-canvas"));
      return lastBox;
    },

    style: (styles, scheme, size) => styles[scheme][size?.narrow ? "narrow" : "wide"],

    control() {
      if (!state) return;
      const changes = tanlu.moved((id) => id.replace(/^net-|-typed$/g, ""));
      if (Object.keys(changes).length) change(changes);
    },

    // The answer to an older question leaves the controls alone: they stand further already.
    sync(now, given) {
      if (!now || given.key !== keyNow()) return;
      [state, stated] = [now, given.key];
      for (const key of ASKED) {
        tanlu.put(`net-${key}`, now[key]);
        if (RANGES.includes(key)) tanlu.put(`net-${key}-typed`, now[key]);
      }
    },

    drawn(elements, given) {
      if (!given) return;
      const fresh = cards !== given;
      cards = given;
      setTimeout(() => {
        const graph = tanlu.cy();
        if (!graph) return;
        tanlu.listen(graph);
        if (fresh) graph.zoom(1).pan({ x: 0, y: 0 });
        tanlu.paint();
        tanlu.markRows();
        settle(given);
      }, 40);
    },

    detail(given, pointed, search) {
      if (!given) return [same(), same()];
      const selected = tanlu.query(search).selected || "";
      return [
        tanlu.card(given, pointed || selected, Boolean(pointed && pointed !== selected)),
        selected ? "aside open" : "aside",
      ];
    },

    filter(text) {
      for (const name of ["links", "industries"]) {
        grid(name)?.setGridOption("quickFilterText", text || "");
      }
    },

    minimum(value, now) {
      const none = value === null || value === "" || value === undefined;
      const model = none
        ? null
        : { filterType: "number", type: "greaterThanOrEqual", filter: Number(value) };
      for (const [name, column] of [["links", "value"], ["industries", now?.indicator]]) {
        const api = grid(name);
        if (api?.getColumn(column)) {
          api.setColumnFilterModel(column, model).then(() => api.onFilterChanged());
        }
      }
    },

    picture(png, svg, given) {
      if (png || svg) {
        tanlu.savePicture(tanlu.triggered()[0].endsWith("svg") ? "svg" : "png", given);
      }
    },
  };

  // Dash wants an answer of every function, also of those that only act.
  window.dash_clientside.network = Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      (...given) => {
        const said = run(...given);
        return said === undefined ? same() : said;
      },
    ]),
  );
})(window.tanlu);
