// Fund, marks and the waterfall over time, drawn by uPlot. The tables of the page hold the figures; this shows their course.
'use strict';
window.exchangeCharts = (() => {
  const figure = document.getElementById('charts');
  if (!figure || !window.uPlot) return null;
  const HELD = 1, STALE = 2, GUTTER = 92;
  const boxes = Object.fromEntries([...figure.querySelectorAll('[data-chart]')].map(box => [box.dataset.chart, box]));
  const select = document.getElementById('chart-market');
  const plots = {};
  let data = { at: [], event: [], fund: [], deficit: [], liquidated: [], deleveraged: [], markets: [] };
  let drawnFor = null;
  let moment = null;
  let picked = null;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const grouped = (value, digits = 8) => value == null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits });
  const seconds = () => data.at.map(ms => ms / 1000);

  // A slice of the server: what it begins with replaces what is known from there on.
  function take(slice) {
    const keep = list => list.slice(0, slice.from);
    const known = Object.fromEntries(data.markets.map(market => [market.market, market]));
    const joined = (old, more) => keep(old).concat(more);
    data = {
      at: joined(data.at, slice.at),
      event: joined(data.event, slice.event),
      fund: joined(data.fund, slice.fund),
      deficit: joined(data.deficit, slice.deficit),
      liquidated: joined(data.liquidated, slice.liquidated),
      deleveraged: joined(data.deleveraged, slice.deleveraged),
      markets: slice.markets.map(market => ({
        market: market.market,
        mark: joined(known[market.market] ? known[market.market].mark : [], market.mark),
        flags: joined(known[market.market] ? known[market.market].flags : [], market.flags),
      })),
    };
    figure.hidden = false;
    const names = data.markets.map(market => market.market).join(' ');
    if (names !== select.dataset.names) {
      select.dataset.names = names;
      const chosen = select.value;
      while (select.options.length > 1) select.remove(1);
      for (const market of data.markets) select.add(new Option(market.market, market.market));
      select.value = data.markets.some(market => market.market === chosen) ? chosen : '';
    }
    draw();
  }

  const shown = () => data.markets.filter(market => !select.value || market.market === select.value);

  function series() {
    const markets = shown();
    if (select.value) return markets.map(market => market.mark);
    return markets.map(market => {
      const first = market.mark.find(mark => mark != null);
      return market.mark.map(mark => mark == null ? null : 100 * (mark / first - 1));
    });
  }

  function draw() {
    const layout = select.value + '|' + data.markets.length + '|' + color('bg');
    if (drawnFor !== layout) build();
    drawnFor = layout;
    const x = seconds();
    plots.fund.setData([x, data.fund, data.deficit]);
    plots.marks.setData([x, ...series()]);
    if (plots.ribbon) plots.ribbon.setData([x, data.liquidated, data.deleveraged]);
    describe();
  }

  function describe() {
    if (data.at.length === 0) return;
    const last = data.at.length - 1;
    const sum = list => grouped(list.reduce((total, value) => total + value, 0), 0);
    const flagged = shown().filter(market => market.flags.some(flag => flag)).map(market => market.market);
    boxes.fund.setAttribute('aria-label', `The insurance fund over time, quote: from ${grouped(data.fund[0], 2)} to `
      + `${grouped(data.fund[last], 2)}, lowest ${grouped(data.fund.reduce((a, b) => Math.min(a, b)), 2)}; deficit ${grouped(data.deficit[last], 2)}`);
    boxes.marks.setAttribute('aria-label', `Marks over time of ${select.value || `${data.markets.length} markets`}; `
      + (flagged.length ? `held or stale at times: ${flagged.join(', ')}` : 'none held or stale'));
    if (boxes.ribbon) {
      boxes.ribbon.setAttribute('aria-label', `Liquidated over time, ${sum(data.liquidated)} quote in all, and closed by ADL, ${sum(data.deleveraged)}`);
    }
  }

  function base(height, hooks, scale) {
    return {
      width: Math.max(240, figure.clientWidth),
      height,
      tzDate: at => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      cursor: { sync: { key: 'exchange' }, y: false, drag: { x: true, y: false } },
      scales: { y: scale || {} },
      hooks: { draw: [...hooks, line], ready: [pick] },
    };
  }

  const two = value => String(value).padStart(2, '0');

  // UTC, as exact as the ticks are apart.
  function times(_, ticks) {
    const apart = ticks.length > 1 ? ticks[1] - ticks[0] : 60;
    return ticks.map(tick => {
      const at = new Date(tick * 1000);
      const day = `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
      if (apart >= 86400) return day;
      const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
      return apart >= 21600 ? `${day} ${clock}` : apart >= 60 ? clock : `${clock}:${two(at.getUTCSeconds())}`;
    });
  }

  const axis = extra => ({ stroke: color('dim'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line'), width: 1 }, ...extra });

  function build() {
    for (const plot of Object.values(plots)) plot.destroy();
    const clock = { size: 30, values: times };
    const number = { size: GUTTER, values: (_, ticks) => ticks.map(tick => grouped(tick)) };
    plots.fund = new uPlot({
      ...base(190, [], { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 1] }),
      axes: [axis(clock), axis(number)],
      series: [
        { value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}', label: 'UTC' },
        { label: 'Insurance fund', stroke: color('book'), width: 2, paths: uPlot.paths.stepped({ align: 1 }), value: (_, v) => grouped(v, 2) },
        { label: 'Deficit', stroke: color('bad'), width: 2, paths: uPlot.paths.stepped({ align: 1 }), value: (_, v) => grouped(v, 2) },
      ],
    }, [[], [], []], boxes.fund);
    const markets = shown();
    const digits = select.value ? 10 : 2;
    plots.marks = new uPlot({
      ...base(210, [flags], null),
      axes: [axis(clock), axis({ ...number, values: (_, ticks) => ticks.map(tick => grouped(tick) + (select.value ? '' : ' %')) })],
      legend: { show: markets.length <= 6 },
      series: [
        { value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}', label: 'UTC' },
        ...markets.map((market, place) => ({
          label: market.market,
          stroke: `hsl(${(place * 137) % 360} ${color('chart-tone')})`,
          width: markets.length === 1 ? 2 : 1.25,
          points: { show: false },
          value: (_, v) => grouped(v, digits),
        })),
      ],
    }, [[], ...markets.map(() => [])], boxes.marks);
    if (boxes.ribbon) {
      plots.ribbon = new uPlot({
        ...base(104, [ribbon], { range: [0, 1] }),
        axes: [axis(clock), { size: GUTTER, show: true, stroke: 'transparent', grid: { show: false }, ticks: { show: false } }],
        series: [
          { value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}', label: 'UTC' },
          { label: 'Liquidated, quote', stroke: color('liq'), paths: () => null, points: { show: false }, value: (_, v) => grouped(v, 0) },
          { label: 'Closed by ADL, quote', stroke: color('adl'), paths: () => null, points: { show: false }, value: (_, v) => grouped(v, 0) },
        ],
      }, [[], [], []], boxes.ribbon);
    }
  }

  // Behind the lines: where a price was held, or none came for too long.
  function flags(plot) {
    const x = plot.data[0];
    plot.ctx.save();
    for (const market of shown()) {
      market.flags.forEach((flag, place) => {
        if (!flag || place === 0 || !inside(plot, x[place])) return;
        const from = plot.valToPos(Math.max(x[place - 1], plot.scales.x.min), 'x', true);
        const to = plot.valToPos(x[place], 'x', true);
        plot.ctx.globalAlpha = 0.28;
        plot.ctx.fillStyle = color(flag & HELD ? 'warn' : 'open');
        plot.ctx.fillRect(from, plot.bbox.top + (flag & HELD ? 0 : plot.bbox.height / 2), Math.max(2, to - from), plot.bbox.height / 2);
      });
    }
    plot.ctx.restore();
  }

  // Two rows; the more in a piece of time, the stronger its colour.
  function ribbon(plot) {
    const x = plot.data[0];
    const half = plot.bbox.height / 2;
    plot.ctx.save();
    [['liquidated', 'liq', 'Liquidated'], ['deleveraged', 'adl', 'ADL']].forEach(([name, tone, title], row) => {
      const values = data[name];
      const most = values.reduce((a, b) => Math.max(a, b), 0);
      const top = plot.bbox.top + row * half;
      plot.ctx.fillStyle = color(tone);
      values.forEach((value, place) => {
        if (!value || !inside(plot, x[place])) return;
        plot.ctx.globalAlpha = 0.3 + 0.7 * Math.sqrt(value / most);
        plot.ctx.fillRect(plot.valToPos(x[place], 'x', true) - devicePixelRatio, top + 2, 3 * devicePixelRatio, half - 4);
      });
      plot.ctx.globalAlpha = 1;
      plot.ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
      plot.ctx.textAlign = 'right';
      plot.ctx.textBaseline = 'middle';
      plot.ctx.fillStyle = color('dim');
      plot.ctx.fillText(title, plot.bbox.left - 8 * devicePixelRatio, top + half / 2);
    });
    plot.ctx.restore();
  }

  const inside = (plot, at) => at >= plot.scales.x.min && at <= plot.scales.x.max;

  // The moment that the page shows.
  function line(plot) {
    if (moment === null || data.at.length === 0 || !inside(plot, moment)) return;
    const x = plot.valToPos(moment, 'x', true);
    plot.ctx.save();
    plot.ctx.fillStyle = color('fg');
    plot.ctx.fillRect(x - devicePixelRatio, plot.bbox.top, 2 * devicePixelRatio, plot.bbox.height);
    plot.ctx.restore();
  }

  function pick(plot) {
    plot.over.addEventListener('click', () => {
      if (picked && plot.cursor.idx != null && plot.select.width < 2) picked(data.event[plot.cursor.idx]);
    });
  }

  function redraw() {
    for (const plot of Object.values(plots)) plot.redraw(false, false);
  }

  select.addEventListener('change', draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  new ResizeObserver(() => {
    for (const plot of Object.values(plots)) {
      if (figure.clientWidth > 0 && plot.width !== figure.clientWidth) plot.setSize({ width: figure.clientWidth, height: plot.height });
    }
  }).observe(figure);

  return {
    take,
    /** Marks a moment, an exchange time as the server writes it; null for none. */
    at(text) {
      moment = text ? Date.parse(text) / 1000 : null;
      redraw();
    },
    /** Told the event of a place of the time axis that was clicked. */
    onPick(told) {
      picked = told;
      figure.classList.add('picks');
    },
    /** How many pieces of time are shown. */
    get length() { return data.at.length; },
  };
})();
