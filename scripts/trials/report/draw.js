// Runs in the page: draws the plots it holds as data with Chart.js, and again when light turns to dark.
const plots = JSON.parse(document.getElementById('plots').textContent);
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const series = (index) => colour(`s${index % 8}`);
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const drawable = (axis) => (value) => value !== null && (!axis.log || value > 0);

/** Between the powers of ten there is room for 2 and 5 at most. */
function logTick(value) {
  return /^[125]/.test(value.toExponential()) ? number.format(value) : '';
}

function scale({ label, log }) {
  return {
    type: log ? 'logarithmic' : 'linear',
    title: { display: label !== '', text: label, color: colour('soft') },
    grid: { color: colour('rule') },
    ticks: {
      color: colour('soft'),
      maxRotation: 0,
      autoSkipPadding: 14,
      callback: log ? logTick : (value) => number.format(value),
    },
  };
}

/** Upright lines with a word each, every other one a line lower, so that neighbours do not cover each other. */
const marks = {
  id: 'marks',
  afterDatasetsDraw({ ctx, chartArea: { top, bottom, left, right }, scales: { x } }, _, { given = [] }) {
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour('soft');
    ctx.setLineDash([4, 4]);
    given.forEach((mark, index) => {
      const at = x.getPixelForValue(mark.x);
      if (at < left || at > right) return;
      ctx.beginPath();
      ctx.moveTo(at, top);
      ctx.lineTo(at, bottom);
      ctx.stroke();
      const near = at > (left + right) / 2;
      ctx.textAlign = near ? 'right' : 'left';
      ctx.fillText(mark.label, near ? at - 4 : at + 4, top + 12 + 14 * (index % 3));
    });
    ctx.restore();
  },
};

/** From the lowest to the highest of several runs. */
const errorBars = {
  id: 'errorBars',
  afterDatasetsDraw(chart, _, { given = [] }) {
    const { ctx, scales } = chart;
    ctx.save();
    ctx.strokeStyle = colour('ink');
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    chart.getDatasetMeta(0).data.forEach((bar, index) => {
      const { low, high } = given[index] ?? {};
      if (low === undefined || high === undefined) return;
      const [from, to] = [low, high].map((value) => scales.x.getPixelForValue(value));
      for (const end of [from, to]) {
        ctx.moveTo(end, bar.y - 5);
        ctx.lineTo(end, bar.y + 5);
      }
      ctx.moveTo(from, bar.y);
      ctx.lineTo(to, bar.y);
    });
    ctx.stroke();
    ctx.restore();
  },
};

function linesConfig(plot) {
  return {
    type: 'line',
    data: {
      datasets: plot.series.map(({ name, points, steps }, index) => ({
        label: name,
        data: points.filter(([x, y]) => drawable(plot.x)(x) && drawable(plot.y)(y)).map(([x, y]) => ({ x, y })),
        borderColor: series(index),
        backgroundColor: series(index),
        borderDash: DASHES[Math.floor(index / 4) % DASHES.length],
        borderWidth: 2,
        pointRadius: points.length > 40 ? 0 : 2.5,
        stepped: steps ? 'before' : false,
      })),
    },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: { x: scale(plot.x), y: { ...scale(plot.y), ...(plot.y.log ? {} : { beginAtZero: true }) } },
      plugins: {
        legend: {
          display: plot.series.length > 1,
          labels: { color: colour('ink'), usePointStyle: true, pointStyle: 'line' },
        },
        marks: { given: plot.marks ?? [] },
      },
    },
    plugins: [marks],
  };
}

function barsConfig(plot) {
  const ends = plot.bars.flatMap(({ value, low = value, high = value }) => [low, value, high]).filter(drawable(plot));
  // A logarithmic axis has no zero to begin at: it begins a little below the least.
  const begin = plot.log ? { min: 10 ** Math.floor(Math.log10(Math.min(...ends) / 2)) } : {};
  return {
    type: 'bar',
    data: {
      labels: plot.bars.map(({ name }) => name),
      datasets: [
        {
          label: plot.unit,
          data: plot.bars.map(({ value }) => (drawable(plot)(value) ? value : null)),
          backgroundColor: plot.bars.map((_, index) => series(index)),
          maxBarThickness: 28,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      scales: {
        x: { ...scale({ label: plot.unit, log: plot.log }), suggestedMax: Math.max(...ends), ...begin },
        y: { grid: { display: false }, ticks: { color: colour('ink'), autoSkip: false } },
      },
      plugins: { legend: { display: false }, errorBars: { given: plot.bars } },
    },
    plugins: [errorBars],
  };
}

function stacksConfig(plot) {
  return {
    type: 'bar',
    data: {
      labels: plot.bars.map(({ name }) => name),
      datasets: plot.parts.map((part, index) => ({
        label: part,
        data: plot.bars.map(({ values }) => values[index]),
        backgroundColor: series(index),
        // Colours come again after eight: a rim tells neighbours apart.
        borderColor: colour('ground'),
        borderWidth: 1,
        maxBarThickness: 28,
      })),
    },
    options: {
      indexAxis: 'y',
      scales: {
        x: { ...scale({ label: plot.unit }), stacked: true },
        y: { stacked: true, grid: { display: false }, ticks: { color: colour('ink'), autoSkip: false } },
      },
      plugins: { legend: { labels: { color: colour('ink') } } },
    },
  };
}

const CONFIGS = { lines: linesConfig, bars: barsConfig, stacks: stacksConfig };

let charts = [];
function drawAll() {
  for (const chart of charts) chart.destroy();
  charts = [...document.querySelectorAll('canvas[data-plot]')].map((canvas) => {
    const plot = plots[Number(canvas.dataset.plot)];
    const config = CONFIGS[plot.kind](plot);
    Object.assign(config.options, { animation: false, responsive: true, maintainAspectRatio: false });
    return new Chart(canvas, config);
  });
}

Chart.defaults.font.family = 'system-ui, sans-serif';
document.documentElement.classList.add('drawn');
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
