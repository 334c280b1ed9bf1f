// Export of the drawing as SVG or PNG, with title, source lines and the sample mark in it.
(function (tanlu) {
  const MARGIN = 24;
  const LINE = 16;
  const FONT = 'Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function edge(one) {
    const [a, b] = [one.sourceEndpoint(), one.targetEndpoint()];
    const bend = one.controlPoints()?.[0] ?? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const colour = escaped(one.style("line-color"));
    const width = parseFloat(one.style("width"));
    const angle = Math.atan2(b.y - bend.y, b.x - bend.x);
    const size = Math.max(5, 2.2 * width + 3);
    const corner = (turn) =>
      `${b.x - size * Math.cos(angle + turn)},${b.y - size * Math.sin(angle + turn)}`;
    const path = `M${a.x} ${a.y} Q${bend.x} ${bend.y} ${b.x} ${b.y}`;
    return (
      `<g opacity="${one.style("opacity")}">` +
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>` +
      `<polygon points="${b.x},${b.y} ${corner(0.4)} ${corner(-0.4)}" fill="${colour}"/></g>`
    );
  }

  function circles(one, x, y, radius, loop) {
    if (one.hasClass("note")) return "";
    const colour = escaped(one.style("background-color"));
    const ring = `<circle cx="${x}" cy="${y}" r="${radius + 2 + loop / 2}" fill="none" ` +
      `stroke="${colour}" stroke-opacity="0.5" stroke-width="${loop}"/>`;
    return (
      (loop ? ring : "") +
      `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}" ` +
      `fill-opacity="${one.style("background-opacity")}"/>`
    );
  }

  function node(one) {
    const { x, y } = one.position();
    const radius = one.width() / 2;
    const loop = one.data("loop") || 0;
    const below = one.hasClass("note") ? y + 4 : y + radius + (loop ? 9 : 4) + 9;
    return (
      circles(one, x, y, radius, loop) +
      `<text x="${x}" y="${below}" text-anchor="middle" ` +
      `font-size="${parseFloat(one.style("font-size"))}" ` +
      `font-weight="${one.style("font-weight")}" fill="${token("--ink")}" ` +
      `stroke="${token("--surface")}" stroke-width="3" paint-order="stroke">` +
      `${escaped(one.data("name"))}</text>`
    );
  }

  function svg(cards) {
    const graph = tanlu.cy();
    const [width, height] = [graph.width(), graph.height()];
    const top = MARGIN + 28;
    const total = top + height + MARGIN + LINE * cards.caption.length + MARGIN;
    const text = (x, y, size, tone, words) =>
      `<text x="${x}" y="${y}" font-size="${size}" fill="${token(tone)}">${escaped(words)}</text>`;
    const said = cards.caption.map((line, i) =>
      text(MARGIN, top + height + MARGIN + LINE * i, 11, "--ink2", line));
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" ` +
      `viewBox="0 0 ${width} ${total}" font-family='${FONT}'>` +
      `<rect width="100%" height="100%" fill="${token("--surface")}"/>` +
      text(MARGIN, MARGIN + 10, 15, "--ink", cards.title) +
      `<g transform="translate(0 ${top})">${graph.edges(":visible").map(edge).join("")}` +
      `${graph.nodes(":visible").map(node).join("")}</g>${said.join("")}</svg>`
    );
  }

  function save(content, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  tanlu.savePicture = (kind, cards) => {
    const text = svg(cards);
    const name = `${cards.file}.${kind}`;
    if (kind === "svg") {
      save(new Blob([text], { type: "image/svg+xml" }), name);
      return;
    }
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };
})(window.tanlu);
