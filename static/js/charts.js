/* Draws the figures of a page after its text and its tables. Without this file the tables say the same. */

/* Plotly writes its rules in a <style>, which our policy blocks: it finds constructed sheets instead. */
for (const name of ["global", "maplibre"]) {
  const holder = document.createElement("meta");
  const sheet = new CSSStyleSheet();
  holder.id = `plotly.js-style-${name}`;
  Object.defineProperty(holder, "sheet", { value: sheet });
  document.head.append(holder);
  document.adoptedStyleSheets.push(sheet);
}

const charts = [...document.querySelectorAll("[data-chart]")];

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

/* Colours and type come from the tokens, so that a chart follows the theme. */
function look() {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = { gridcolor: token("--rule"), linecolor: token("--rule-strong"), zerolinecolor: token("--rule-strong"), automargin: true };
  return {
    axis,
    layout: {
      colorway: [1, 2, 3, 4, 5, 6].map((number) => token(`--chart-${number}`)),
      font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: token("--ink") },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 48, r: 16, t: 16, b: 40 },
      height: 340,
      separators: ",\u202f",
      legend: { orientation: "h", y: -0.18 },
      dragmode: false,
      hoverlabel: { bgcolor: token("--sheet"), bordercolor: token("--rule-strong"), font: { color: token("--ink") } },
    },
  };
}

function draw(chart) {
  const figure = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
  const { axis, layout } = look();
  const given = figure.layout || {};
  window.Plotly.react(
    chart.querySelector(".chart__plot"),
    figure.data,
    { ...layout, ...given, xaxis: { ...axis, ...given.xaxis, fixedrange: true }, yaxis: { ...axis, ...given.yaxis, fixedrange: true } },
    { displayModeBar: false, responsive: true },
  );
}

async function start() {
  await load(charts[0].dataset.library);
  charts.forEach((chart) => { chart.hidden = false; }); /* all take their place before one is measured */
  charts.forEach(draw);
  document.addEventListener("themechange", () => charts.forEach(draw));
  addEventListener("hashchange", () => { /* a theme that was hidden on a telephone has its width only now */
    charts.filter((chart) => chart.offsetParent).forEach((chart) => window.Plotly.Plots.resize(chart.querySelector(".chart__plot")));
  });
}

if (charts.length) {
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
