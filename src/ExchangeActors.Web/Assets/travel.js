// Time travel without loading pages: what the server renders of another moment is put in place. Every link works without this script.
'use strict';
(() => {
  const root = document.getElementById('moment');
  if (!root) return;
  const FRAME = 250;
  const player = document.getElementById('player');
  const play = document.getElementById('play');
  const stride = document.getElementById('stride');
  const scrub = document.getElementById('scrub');
  const told = document.getElementById('told');
  const charts = window.exchangeCharts;
  const head = () => root.querySelector('[data-part="head"]');
  let wanted = null;
  let asking = false;
  let aim = Number(head().dataset.place);
  let playing = null;

  player.hidden = false;
  history.replaceState({}, '', location.href);
  if (charts) {
    fetch(document.getElementById('charts').dataset.series, { cache: 'no-store' })
      .then(answer => answer.ok ? answer.json() : null)
      .then(series => {
        if (!series) return;
        charts.take(series);
        charts.at(head().dataset.at);
        charts.onPick(event => go(String(event), true));
      })
      .catch(() => say('the charts could not be read', 'warn'));
  }

  const from = () => head().dataset.from || '';
  const address = (place, base) => `/at/${place}${base ? '?from=' + base : ''}`;

  // One question at a time; of those that come meanwhile the newest counts.
  async function go(place, push, base = from()) {
    wanted = { place, push, base };
    aim = /^\d+$/.test(place) ? Number(place) : aim;
    if (asking) return;
    asking = true;
    try {
      while (wanted) {
        const next = wanted;
        wanted = null;
        await show(next);
      }
    } finally {
      asking = false;
    }
  }

  async function show({ place, push, base }) {
    let answer;
    try {
      answer = await fetch(address(place, base).replace(/^\/at\/([^?]*)/, '/at/$1/content'), { cache: 'no-store' });
    } catch {
      stop();
      return say('the connection is lost; try again', 'warn');
    }
    if (answer.status === 401) return location.reload();
    const html = await answer.text();
    if (!answer.ok) {
      stop();
      const page = new DOMParser().parseFromString(html, 'text/html');
      const problem = page.querySelector('.problem');
      return say(problem ? problem.textContent : `not shown: ${answer.status}`, 'warn');
    }
    window.exchangePage.show(root, html);
    const now = head().dataset;
    const there = address(now.place, now.from);
    if (push && there !== location.pathname + location.search) history.pushState({}, '', there);
    else history.replaceState({}, '', there);
    document.title = `Event ${Number(now.place).toLocaleString('en-US')} · exchange`;
    scrub.max = now.count;
    scrub.value = now.place;
    if (!wanted) aim = Number(now.place);
    if (charts) charts.at(now.at);
    say(playing ? '' : `event ${Number(now.place).toLocaleString('en-US')}, ${now.at.replace('T', ' ').replace('Z', '')} UTC`, 'good');
  }

  function say(text, kind) {
    if (told.textContent !== text) told.textContent = text;
    told.dataset.kind = kind;
  }

  scrub.addEventListener('input', () => {
    stop();
    go(scrub.value, false);
  });

  play.addEventListener('click', () => playing ? stop() : start());

  function start() {
    playing = {};
    play.textContent = '❚❚ Pause';
    play.setAttribute('aria-pressed', 'true');
    run(playing);
  }

  function stop() {
    playing = null;
    play.textContent = '▶ Play';
    play.setAttribute('aria-pressed', 'false');
  }

  async function run(mine) {
    while (playing === mine) {
      const began = performance.now();
      const place = following();
      if (place === null) return stop();
      await go(place, false);
      await new Promise(later => setTimeout(later, Math.max(0, FRAME - (performance.now() - began))));
    }
  }

  // Where the next step of playing leads; null at the end.
  function following() {
    const now = head().dataset;
    const events = Number(stride.value);
    if (events) {
      const place = Math.min(Number(now.place) + events, Number(now.count));
      return place > Number(now.place) ? String(place) : null;
    }
    const link = root.querySelector(`a[data-jump="${stride.value}-next"]`);
    return link && link.getAttribute('href').match(/^\/at\/(\d+)/)[1];
  }

  root.addEventListener('click', event => {
    const link = event.target.closest('a[href^="/at/"]');
    if (!link || event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const step = { prev: -1, next: 1 }[link.dataset.step];
    stop();
    if (step) return void go(String(Math.min(Math.max(aim + step, 0), Number(head().dataset.count))), false);
    const target = new URL(link.href);
    const base = link.dataset.step === 'alone' ? '' : target.searchParams.get('from') || from();
    go(target.pathname.slice('/at/'.length), true, base);
  });

  addEventListener('popstate', () => {
    if (!location.pathname.startsWith('/at/')) return;
    stop();
    go(location.pathname.slice('/at/'.length), false, new URLSearchParams(location.search).get('from') || '');
  });

  document.addEventListener('keydown', event => {
    if (event.key !== ' ' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest('a, button, select, textarea, input:not([type=range]), summary')) return;
    event.preventDefault();
    play.click();
  });
})();
