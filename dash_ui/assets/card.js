// The detail card as Dash components: an industry, a link, or the whole province.
(function (tanlu) {
  const h = (type, props, ...children) => ({
    type,
    namespace: "dash_html_components",
    props: { ...props, children: children.flat().filter((child) => child !== null) },
  });
  const SHOWN = 8;

  const dot = (sector) => h("Span", { className: `dot g-${sector.group}` });
  const figure = (name, value, unit, title) =>
    h("Div", { className: "fact", title: title || "" },
      h("Dt", {}, name), h("Dd", {}, value), h("Dd", { className: "unit" }, unit || ""));

  const close = (words) =>
    h("Button", { className: "tool close", "data-do": "clear", "aria-label": words.close,
                  title: words.close },
      h("Span", { className: "icon",
                  style: { "--icon": "var(--icon-close)", width: 16, height: 16 } }));

  const head = (name, note, sector, words, preview) =>
    h("Div", { className: "card-title" },
      h("Div", { className: "name" },
        sector ? dot(sector) : null,
        h("H2", {}, name),
        preview ? h("Span", { className: "tag" }, words.preview) : close(words)),
      h("P", {}, note));

  function bar(cards, link, far, largest) {
    const sector = cards.sectors[link[far]];
    const width = `${Math.max(2, (100 * link.value) / largest)}%`;
    return h("Button", { className: "partner", "data-do": "select", "data-id": link[far],
                         title: sector.full },
      dot(sector), h("Span", { className: "who" }, sector.short),
      h("Span", { className: "bar" }, h("I", { style: { width } })),
      h("Span", { className: "num" }, link.text));
  }

  function counted(number, text, words) {
    if (!number) return "";
    return number === 1 ? words.count_one : words.count.replace("{n}", text);
  }

  function partners(cards, side, code, words) {
    const [near, far] = side === "out" ? ["from", "to"] : ["to", "from"];
    const links = Object.values(cards.links)
      .filter((link) => link[near] === code && link[far] !== code)
      .sort((a, b) => b.value - a.value);
    const title = side === "out" ? words.supplies : words.buys;
    const unit = links[0] ? words.comma + links[0].unit : "";
    const count = links.length > SHOWN ? `${SHOWN} / ${links.length}` : String(links.length);
    return h("Section", { className: `partners ${side}` },
      h("Div", { className: "split" },
        h("H3", {}, `${title}${unit}`),
        h("Span", { className: "h3" }, counted(links.length, count, words))),
      links.length
        ? links.slice(0, SHOWN).map((link) => bar(cards, link, far, links[0].value || 1))
        : h("P", { className: "hint" }, words.none));
  }

  function headline(cards, row) {
    const fields = cards.sections.flatMap((section) => section.fields);
    return h("Div", { className: "headline phone" },
      cards.headline.map((name) => {
        const [, label, unit] = fields.find((field) => field[0] === name);
        return h("Div", {}, h("Span", { className: "term" }, label),
          h("Div", {}, h("B", {}, row.values[name]), h("Small", {}, ` ${row.units[unit]}`)));
      }),
      h("Button", { className: "link", "data-do": "expand" }, cards.words.details));
  }

  const section = (one, row) =>
    h("Section", {},
      h("H3", {}, one.title),
      h("Dl", { className: "facts" },
        one.fields.map(([name, label, unit]) =>
          figure(label, row.values[name], row.units[unit], label))));

  function industry(cards, code, preview) {
    const { words } = cards;
    const sector = cards.sectors[code];
    const row = cards.industries[code];
    const own = cards.links[`${code}~${code}`];
    const id = `${cards.edition}/${cards.province.code}/${code}`;
    const focused = tanlu.query().focus === "1";
    return [
      head(sector.full, `${id} · ${sector.group_name}`, sector, words, preview),
      headline(cards, row),
      h("P", { className: "well" },
        row.share ? h("Span", {}, `${words.share} `) : null,
        row.share ? h("B", {}, row.share) : null,
        h("Span", {}, `${row.share ? " · " : ""}${words.rank} `), h("B", {}, row.rank ?? "–"),
        h("Small", {}, ` ${words.of.replace("{indicator}", cards.indicator)}`)),
      own ? h("Dl", { className: "facts own" }, figure(words.own, own.text, own.unit)) : null,
      partners(cards, "out", code, words),
      partners(cards, "in", code, words),
      h("Div", { className: "more" }, ...cards.sections.map((one) => section(one, row))),
      preview
        ? null
        : h("Div", { className: "card-buttons" },
            h("Button", { className: "button primary", "data-do": "focus" },
              focused ? words.unfocus : words.focus)),
    ].filter((part) => part !== null);
  }

  function link(cards, id, preview) {
    const { words } = cards;
    const one = cards.links[id];
    const [from, to] = [cards.sectors[one.from], cards.sectors[one.to]];
    const end = (sector, code, label) =>
      h("Button", { className: "partner end", "data-do": "select", "data-id": code },
        h("Span", { className: "muted" }, label), dot(sector),
        h("Span", { className: "who" }, sector.full));
    return [
      head(`${from.short} → ${to.short}`, words.flow, null, words, preview),
      end(from, one.from, words.supplies),
      end(to, one.to, words.buys),
      h("Dl", { className: "facts" },
        figure(words.value, one.text, one.unit),
        figure(words.flow_share, one.share),
        figure(words.flow_rank, one.rank),
        figure(words.percentile, one.percentile),
        figure(words.weight, one.weight)),
    ];
  }

  function province(cards) {
    const { words } = cards;
    const top = cards.province.top.filter((code) => cards.sectors[code]);
    const largest = top.length ? cards.industries[top[0]].part || 1 : 1;
    const width = (code) => `${Math.max(2, (100 * (cards.industries[code].part || 0)) / largest)}%`;
    return [
      h("Div", { className: "card-title" },
        h("Div", { className: "name" }, h("H2", {}, cards.province.name)),
        h("P", {}, words.total)),
      h("Dl", { className: "facts" }, cards.province.totals.map((total) => figure(...total))),
      h("Section", { className: "partners" },
        top.length ? h("H3", {}, words.top.replace("{indicator}", cards.indicator)) : null,
        top.map((code) =>
          h("Button", { className: "partner", "data-do": "select", "data-id": code,
                        title: cards.sectors[code].full },
            dot(cards.sectors[code]),
            h("Span", { className: "who" }, cards.sectors[code].short),
            h("Span", { className: "bar" }, h("I", { style: { width: width(code) } })),
            h("Span", { className: "num" }, cards.industries[code].mark)))),
      h("P", { className: "well" }, words.hint),
    ];
  }

  tanlu.card = (cards, id, preview) => {
    const [from, to] = (id || "").split("~");
    if (to && Object.hasOwn(cards.links, id)) return link(cards, id, preview);
    if (Object.hasOwn(cards.industries, from)) return industry(cards, from, preview);
    return province(cards);
  };

})(window.tanlu);
