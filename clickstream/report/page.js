"use strict";
(() => {
  const root = document.documentElement;
  const choice = document.getElementById("theme");
  const specs = JSON.parse(document.getElementById("specs").textContent);
  // A page from a file may have no storage.
  const stored = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch {}
    return null;
  };

  const config = () => {
    const style = getComputedStyle(root);
    const of = (name) => style.getPropertyValue("--" + name).trim();
    const [ink, muted, line, accent, second] = ["ink", "muted", "line", "accent", "second"].map(of);
    return {
      background: null,
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: {
        labelColor: muted, titleColor: muted, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelPadding: 6,
      },
      legend: { labelColor: ink, labelFontSize: 12, symbolStrokeWidth: 3, symbolType: "stroke" },
      range: { category: [accent, second], heatmap: [of("heat-low"), of("heat-high")] },
      style: {
        current: { color: accent, cornerRadiusEnd: 3 },
        line: { strokeWidth: 2.5 },
        previous: { strokeWidth: 2 },
        pointer: { color: second, strokeWidth: 1 },
        value: { color: ink, fontSize: 12 },
        strong: { color: of("on-heat-high"), fontSize: 12 },
        weak: { color: of("on-heat-low"), fontSize: 12 },
      },
    };
  };

  // `ast` interprets expressions, since the content security policy forbids evaluation.
  const draw = () => {
    for (const [id, spec] of Object.entries(specs)) {
      const theme = getComputedStyle(root).colorScheme === "dark" ? "dark" : "light";
      vegaEmbed(document.getElementById(id + "-chart"), spec, {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: config(),
        tooltip: { theme },
      }).catch((error) => {
        document.getElementById(id + "-chart").textContent = "The chart cannot be drawn: " + error;
      });
    }
  };

  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    choice.value = theme;
    draw();
  };

  choice.addEventListener("change", () => {
    stored("theme", choice.value);
    show(choice.value);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(choice.value));
  const asked = new URLSearchParams(location.search).get("theme") || stored("theme");
  show(["light", "dark"].includes(asked) ? asked : "auto");

  const reload = document.getElementById("reload");
  if (reload) {
    reload.checked = stored("reload") !== "off";
    reload.addEventListener("change", () => stored("reload", reload.checked ? "on" : "off"));
    // Each reload runs queries, which Athena bills: a hidden tab waits until it is shown.
    setInterval(() => reload.checked && !document.hidden && location.reload(), 60_000);
  }
})();
