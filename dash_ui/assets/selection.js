// What is selected or pointed at, painted in the drawing and marked in the tables.
(function (tanlu) {
  const STATES = "rest out in chosen near away";
  let pointed = null;

  tanlu.cy = () => tanlu.byId("net-cy")?._cyreg?.cy ?? null;

  // A table's own interface; null while it is not there yet, which its getApi says by throwing.
  tanlu.grid = (id) => {
    try {
      const api = window.dash_ag_grid.getApi(id);
      return api.isDestroyed() ? null : api;
    } catch {
      return null;
    }
  };

  tanlu.select = (id) => tanlu.go({ selected: id, focus: id ? tanlu.query().focus ?? null : null });
  tanlu.clear = () => tanlu.go({ selected: null, focus: null });

  tanlu.paint = () => {
    const graph = tanlu.cy();
    if (!graph) return;
    const { selected, focus } = tanlu.query();
    const id = pointed || selected || "";
    const [from, to] = id.split("~");
    graph.batch(() => {
      graph.elements().removeClass(STATES);
      const target = graph.getElementById(to && from !== to ? id : from);
      if (target.isEdge()) paintLink(target);
      else if (target.isNode() && to) paintLoop(target);
      else if (target.isNode()) paintNode(target);
      if (focus === "1" && selected) {
        const kept = graph.getElementById(selected.split("~")[0]).closedNeighborhood();
        if (kept.length) graph.elements().not(kept).addClass("away");
      }
    });
  };

  function paintLink(link) {
    link.cy().edges().not(link).addClass("rest");
    link.addClass("chosen").connectedNodes().addClass("near");
  }

  function paintLoop(node) {
    node.cy().edges().addClass("rest");
    node.addClass("chosen");
  }

  function paintNode(node) {
    node.cy().edges().addClass("rest");
    node.addClass("chosen");
    node.outgoers("edge").removeClass("rest").addClass("out");
    node.incomers("edge").removeClass("rest").addClass("in");
    node.neighborhood("node").addClass("near");
  }

  function point(id) {
    if (pointed === id) return;
    pointed = id;
    window.dash_clientside.set_props("net-hover", { data: id });
    tanlu.paint();
  }

  // Once for each drawing: Dash makes a new one when the language changes.
  tanlu.listen = (graph) => {
    if (graph.scratch("_tanlu")) return;
    graph.scratch("_tanlu", { timer: 0 });
    graph.on("mouseover", "node, edge", (event) => point(event.target.id()));
    graph.on("mouseout", "node, edge", () => point(null));
    const box = graph.container();
    box.addEventListener("mouseleave", () => point(null));
    // Cytoscape remembers where its box stands, and does not see it pushed by what is above.
    const locate = () => graph.renderer().invalidateContainerClientCoordsCache();
    box.addEventListener("mouseenter", locate);
    box.addEventListener("touchstart", locate, { capture: true, passive: true });
    graph.on("tap", (event) => {
      const id = event.target === graph ? null : event.target.id();
      point(null);
      tanlu.select(id === tanlu.query().selected ? null : id);
    });
    graph.on("add", () => {
      clearTimeout(graph.scratch("_tanlu").timer);
      graph.scratch("_tanlu").timer = setTimeout(tanlu.paint, 30);
    });
  };

  // A row that a person picks is selected; what the page itself marks is not.
  const heard = new WeakSet();
  function hear(api) {
    if (heard.has(api)) return;
    heard.add(api);
    api.addEventListener("rowSelected", ({ source, node }) => {
      if (["rowClicked", "spaceKey"].includes(source) && node.isSelected()) {
        tanlu.select(node.data.id);
      }
    });
  }

  tanlu.markRows = () => {
    for (const name of ["links", "industries"]) {
      window.dash_ag_grid.getApiAsync(`net-${name}-table`).then((api) => {
        hear(api);
        const id = tanlu.query().selected ?? "";
        api.forEachNode((row) => row.setSelected(row.data.id === id, false, "api"));
        const picked = api.getSelectedNodes()[0];
        if (picked) api.ensureNodeVisible(picked);
        api.redrawRows();
      });
    }
  };
})(window.tanlu);
