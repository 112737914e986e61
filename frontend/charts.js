// Charts: draws each `<figure data-chart="kind" data-source="id">` from its JSON data block, in place of the server's drawing.
// The same figures stand beside it as a table, for everybody.
//
// data:  {labels: [...], series: [{name, values: [...]}], unit?, target?: {label, value}}; values are numbers or null
// bars:    from left to right, one bar for each label and series, with the target as a line
// stacked: the series of each label one upon another
// line:    over time
// steps:   a ranking over time, place 1 at the top
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

// Form as well as colour tells the series apart.
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];
const DASHES = ["solid", "dashed", "dotted"];

/** The page's own colours and face, so that dark, high-contrast and large views need nothing here. */
function looks(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"),
    soft: token("--ink-2"),
    line: token("--line"),
    brand: token("--brand"),
    series: ["--link", "--brand", "--good", "--attention", "--bad", "--ink-2"].map(token),
    face: style.fontFamily,
    size: Math.max(12, Math.round(parseFloat(style.fontSize) * 0.85)),
  };
}

function target(data, look, axis) {
  if (!data.target) return undefined;
  const place = axis === "xAxis" ? "start" : "insideEndTop"; // above the drawing, which runs from the top down
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: look.brand, width: 2, type: "dashed" },
    label: { formatter: data.target.label, position: place, rotate: 0, color: look.brand, fontWeight: "bold" },
    data: [{ [axis]: Number(data.target.value) }],
  };
}

function labels(data, look) {
  return {
    type: "category",
    data: data.labels,
    axisLabel: { color: look.soft, fontSize: look.size, hideOverlap: true },
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
  };
}

/** A round number a little above the target, for an axis on which nothing may reach it. */
function above(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 5;
  return Math.ceil((value * 1.1) / step) * step;
}

function values(data, look) {
  return {
    type: "value",
    name: data.unit || "",
    nameTextStyle: { color: look.soft, fontSize: look.size },
    axisLabel: { color: look.soft, fontSize: look.size },
    splitLine: { lineStyle: { color: look.line } },
    max: data.target ? (range) => Math.max(range.max, above(Number(data.target.value))) : undefined,
  };
}

function series(data, look, form) {
  return data.series.map((row, index) => ({
    name: row.name,
    data: row.values.map((value) => (value === null ? null : Number(value))),
    ...form(index),
  }));
}

function lines(index) {
  return {
    type: "line",
    symbol: SYMBOLS[index % SYMBOLS.length],
    symbolSize: 9,
    lineStyle: { width: 2.5, type: DASHES[Math.floor(index / 2) % DASHES.length] },
  };
}

const KINDS = {
  bars: (data, look) => ({
    xAxis: values(data, look),
    yAxis: { ...labels(data, look), inverse: true },
    series: series(data, look, (index) => ({
      type: "bar",
      barMaxWidth: 22,
      label: { show: true, position: "right", color: look.ink, fontSize: look.size },
      markLine: index === 0 ? target(data, look, "xAxis") : undefined,
    })),
  }),
  stacked: (data, look) => ({
    xAxis: values(data, look),
    yAxis: { ...labels(data, look), inverse: true },
    series: series(data, look, (index) => ({
      type: "bar",
      stack: "all",
      barMaxWidth: 26,
      markLine: index === 0 ? target(data, look, "xAxis") : undefined,
    })),
  }),
  line: (data, look) => ({
    xAxis: labels(data, look),
    yAxis: values(data, look),
    series: series(data, look, (index) => ({
      ...lines(index),
      markLine: index === 0 ? target(data, look, "yAxis") : undefined,
    })),
  }),
  steps: (data, look) => ({
    grid: { left: 8, right: 110, top: 16, bottom: 8, containLabel: true },
    legend: { show: false },
    xAxis: labels(data, look),
    yAxis: { ...values(data, look), inverse: true, min: 1, minInterval: 1 },
    series: series(data, look, (index) => ({
      ...lines(index),
      step: "end",
      endLabel: { show: true, formatter: "{a}", color: look.ink, fontSize: look.size },
    })),
  }),
};

function height(kind, data) {
  const rows = kind === "bars" ? data.labels.length * data.series.length : data.labels.length;
  return kind === "bars" || kind === "stacked" ? 110 + 30 * rows : 340;
}

function draw(figure) {
  const kind = figure.dataset.chart;
  const block = document.getElementById(figure.dataset.source);
  const place = figure.querySelector(".chart__canvas");
  if (!block || !place || !KINDS[kind] || figure.dataset.drawn) return;
  figure.dataset.drawn = "true";
  const data = JSON.parse(block.textContent);
  const look = looks(figure);
  place.replaceChildren();
  const chart = init(place, null, { renderer: "svg", height: height(kind, data) });
  chart.setOption({
    animation: false,
    color: look.series,
    textStyle: { fontFamily: look.face, fontSize: look.size, color: look.ink },
    grid: { left: 8, right: 56, top: 56, bottom: 8, containLabel: true },
    legend: { show: data.series.length > 1, top: 0, textStyle: { color: look.ink, fontSize: look.size } },
    // The page's policy permits no style attribute, which a tooltip in HTML would need.
    tooltip: { renderMode: "richText", confine: true },
    aria: { enabled: true, decal: { show: kind === "stacked" } },
    ...KINDS[kind](data, look),
  });
  place.setAttribute("role", "img");
  new ResizeObserver(() => chart.resize()).observe(place);
}

function drawAll(root) {
  root.querySelectorAll("figure[data-chart]").forEach(draw);
}

drawAll(document);
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
