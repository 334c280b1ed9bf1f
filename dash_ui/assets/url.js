// The URL is the state: what it says, and how it is changed without a reload.
window.tanlu = window.tanlu || {};
(function (tanlu) {
  const LANGUAGES = ["en", "zh", "zh_hant"];

  tanlu.query = (search) => Object.fromEntries(new URLSearchParams(search ?? location.search));

  tanlu.lang = (search) => {
    const lang = tanlu.query(search).lang;
    return LANGUAGES.includes(lang) ? lang : "en";
  };

  tanlu.theme = (search) => (tanlu.query(search).theme === "dark" ? "dark" : "light");

  // Change parameters (null takes one away) and, where given, the path; Dash is told.
  tanlu.go = (changes, pathname) => {
    const params = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === "") params.delete(key);
      else params.set(key, value);
    }
    const search = params.toString();
    const target = (pathname ?? location.pathname) + (search ? `?${search}` : "");
    if (target === location.pathname + location.search) return;
    history.pushState({}, "", target);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };

  // What a page does, by the id of an element that only this page has: the page shown is asked.
  const pages = [];
  tanlu.page = (id, acts) => pages.push([id, acts]);
  tanlu.act = (name, ...given) =>
    pages.find(([id]) => tanlu.byId(id))?.[1][name]?.(...given);

  // Whether the page stands for what the URL says.
  tanlu.idle = () => tanlu.act("idle") === true;

  // Ids of the components that made a clientside callback run.
  tanlu.triggered = () =>
    window.dash_clientside.callback_context.triggered.map((one) => one.prop_id.split(".")[0]);

  // Where each control stands: as the page has put it, or as a person has moved it since.
  const stands = new WeakMap();
  function note(id, value) {
    const control = tanlu.byId(id);
    const before = control && stands.get(control);
    if (control) stands.set(control, String(value));
    return before !== String(value);
  }

  // One that stands there already is left alone: a person may be moving it just now.
  tanlu.put = (id, value) => {
    if (note(id, value)) window.dash_clientside.set_props(id, { value });
  };

  // What a person has moved, by the name of a control; Dash also tells of what the page has put.
  tanlu.moved = (named) => {
    const found = {};
    for (const { prop_id: prop, value } of window.dash_clientside.callback_context.triggered) {
      const id = prop.split(".")[0];
      if (value === null || value === "" || value === undefined) continue;
      if (note(id, value)) found[named(id)] = value;
    }
    return found;
  };

  tanlu.byId = (id) => document.getElementById(id);
  tanlu.narrow = () => window.innerWidth <= 700;

  tanlu.toast = (text) => {
    const toast = tanlu.byId("toast");
    toast.textContent = text;
    toast.classList.add("shown");
    clearTimeout(tanlu.toastTimer);
    tanlu.toastTimer = setTimeout(() => toast.classList.remove("shown"), 2200);
  };
})(window.tanlu);
