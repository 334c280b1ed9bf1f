// What the table twins need: numbers, dots of groups, bars of shares, marked rows.
(function (tanlu) {
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions =
    window.dashAgGridComponentFunctions || {});
  const make = (...given) => window.React.createElement(...given);

  functions.tanluNumber = (value, digits) => {
    if (value === null || value === undefined) return "–";
    if (value === 0) return "0";
    const least = 10 ** -digits;
    if (Math.abs(value) < least / 2) return value < 0 ? `> −${least}` : `< ${least}`;
    const text = Math.abs(value).toLocaleString("en", {
      minimumFractionDigits: Number.isInteger(value) && digits === 0 ? 0 : digits,
      maximumFractionDigits: digits,
    });
    return value < 0 ? `−${text}` : text;
  };

  functions.tanluTouches = (params) => {
    const selected = (tanlu.query().selected || "").split("~");
    if (selected.length !== 1 || !selected[0]) return "";
    const { from_code: from, to_code: to } = params.data;
    return from === selected[0] || to === selected[0] ? "touches" : "";
  };

  components.SectorCell = (props) => {
    const group = props.data[`${props.colDef.field}_group`];
    return make(
      "span",
      { className: "sector-cell" },
      make("span", { className: `dot g-${group}` }),
      make("span", null, props.value),
    );
  };

  components.CheckCell = (props) =>
    make("span", { className: "check-cell" },
      make("i", { className: `sev ${props.data.tone}` }), make("b", null, props.value),
      make("small", null, props.data.severity));

  // Sentences that stand in English in every language of the page.
  components.EnglishCell = (props) => make("span", { lang: "en" }, props.value);

  components.CodeCell = (props) => make("code", null, props.value);

  // A number on the shade of its size; sums of others are not shaded.
  components.ShadeCell = (props) => {
    if (props.value === null || props.value === undefined) {
      return make("span", { className: "shade none" }, "–");
    }
    const shade = props.data.whole
      ? "whole"
      : `shade-${props.bounds.filter((bound) => props.value > bound).length}`;
    const text = functions.tanluNumber(props.value, props.data.digits);
    return make("span", { className: `shade ${shade}` }, text);
  };

  components.BarCell = (props) => {
    if (props.value === null || props.value === undefined) return "–";
    const width = `${Math.min(100, Math.max(0, props.value))}%`;
    return make(
      "span",
      { className: "bar-cell" },
      make("span", { className: "bar" }, make("i", { style: { width } })),
      make("span", { className: "num" }, props.valueFormatted ?? props.value),
    );
  };
})(window.tanlu);
