// What the server has rendered is shown without this script, too; it puts newer frames in place and takes keys.
'use strict';
(() => {
  const written = new WeakMap();
  const sorted = new Map();
  window.exchangePage = { show };
  document.querySelectorAll('main table').forEach(sortable);
  document.addEventListener('keydown', step);
  const poll = document.querySelector('[data-poll]');
  if (poll) watch(poll);
  // When the charts are there.
  document.addEventListener('DOMContentLoaded', () => {
    const live = document.querySelector('[data-frames]');
    if (live) follow(live);
  });

  // What takes a while: asked again until nothing is under way.
  async function watch(target) {
    while (target.querySelector('progress')) {
      await new Promise(later => setTimeout(later, 500));
      const answer = await fetch(target.dataset.poll, { cache: 'no-store' }).catch(() => null);
      if (answer && answer.ok) show(target, await answer.text());
      else if (answer) return location.reload();
    }
  }

  function follow(target) {
    const state = document.getElementById('connection');
    const pause = document.getElementById('pause');
    let paused = false;
    let newest = null;
    const slices = [];
    const charts = window.exchangeCharts;
    if (charts && target.dataset.moments) charts.onPick(place => location.assign('/at/' + place));
    pause.hidden = false;
    pause.addEventListener('click', () => {
      paused = !paused;
      pause.setAttribute('aria-pressed', String(paused));
      if (!paused && newest !== null) show(target, newest);
      draw();
    });
    open();

    function draw() {
      while (!paused && charts && slices.length > 0) charts.take(slices.shift());
    }

    function say(text, kind) {
      if (state.textContent !== text) state.textContent = text;
      state.dataset.kind = kind;
    }

    function open() {
      const source = new EventSource(target.dataset.frames);
      source.onopen = () => say('live', 'good');
      source.addEventListener('frame', frame => {
        newest = frame.data;
        if (!paused) show(target, newest);
      });
      source.addEventListener('series', slice => {
        slices.push(JSON.parse(slice.data));
        draw();
      });
      source.onerror = async () => {
        say('the connection is lost; trying again', 'warn');
        if (source.readyState !== EventSource.CLOSED) return;
        // Refused: the node is starting, or this key is not taken any more.
        const answer = await fetch('/session', { cache: 'no-store' }).catch(() => null);
        if (answer && answer.status === 401) location.reload();
        else setTimeout(open, 2000);
      };
    }
  }

  // Each part by itself, and only where it differs, so that focus, selection and scrolling stay where they are.
  function show(target, html) {
    const next = document.createElement('template');
    next.innerHTML = html;
    for (const part of next.content.querySelectorAll('[data-part]')) {
      const old = target.querySelector(`[data-part="${part.dataset.part}"]`);
      const text = part.innerHTML;
      if (!old) {
        written.set(part, text);
        target.append(part);
        part.querySelectorAll('table').forEach(sortable);
        continue;
      }
      for (const name of Object.keys(part.dataset)) old.dataset[name] = part.dataset[name];
      for (const name of Object.keys(old.dataset)) if (!(name in part.dataset)) delete old.dataset[name];
      if ((written.get(old) ?? null) !== text) {
        replace(old, part);
        written.set(old, text);
      }
    }
  }

  function replace(old, part) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    const same = active && like(active);
    const scrolled = [...old.querySelectorAll('.scroll')].map(box => [box.scrollLeft, box.scrollTop]);
    old.replaceChildren(...part.childNodes);
    old.querySelectorAll('table').forEach(sortable);
    old.querySelectorAll('.scroll').forEach((box, place) => {
      if (scrolled[place]) [box.scrollLeft, box.scrollTop] = scrolled[place];
    });
    if (active) {
      const again = same && old.querySelector(same);
      (again || old.querySelector('.scroll, a') || document.getElementById('main')).focus({ preventScroll: true });
    }
  }

  // What finds an element again after its part was replaced.
  function like(element) {
    for (const name of ['data-step', 'data-jump', 'data-sort', 'href', 'id']) {
      const value = element.getAttribute(name);
      if (value) return `[${name}="${CSS.escape(value)}"]`;
    }
    return null;
  }

  // A table's columns sort it; the order stays when newer rows come.
  function sortable(table) {
    const rows = table.tBodies[0] ? [...table.tBodies[0].rows] : [];
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    const name = table.closest('[aria-label]') ? table.closest('[aria-label]').getAttribute('aria-label') : '';
    if (rows.length < 2 || rows.some(row => row.cells.length !== heads.length)) return;
    heads.forEach((head, column) => {
      if (!head.textContent.trim() || head.querySelector('.unseen')) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.dataset.sort = `${name} ${column}`;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const way = sorted.get(name);
        const next = !way || way.column !== column ? { column, down: head.classList.contains('n') } : { column, down: !way.down };
        sorted.set(name, next);
        order(table, rows, heads, next);
      });
    });
    if (sorted.has(name)) order(table, rows, heads, sorted.get(name));
  }

  function order(table, rows, heads, { column, down }) {
    const numeric = heads[column].classList.contains('n');
    const key = row => {
      const text = row.cells[column].textContent.trim();
      const number = parseFloat(text.replace(/,/g, ''));
      return numeric ? (Number.isNaN(number) ? null : number) : text;
    };
    const keys = new Map(rows.map(row => [row, key(row)]));
    const compare = (a, b) => numeric ? a - b : a.localeCompare(b, 'en', { numeric: true });
    table.tBodies[0].append(...[...rows].sort((first, second) => {
      const [a, b] = [keys.get(first), keys.get(second)];
      if (a === null || b === null) return (a === null) - (b === null);
      return down ? compare(b, a) : compare(a, b);
    }));
    heads.forEach((head, place) => {
      if (place === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  }

  function step(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest('input, select, textarea, .scroll')) return;
    const rel = { ArrowLeft: 'prev', ArrowRight: 'next', Home: 'first', End: 'last' }[event.key];
    const link = rel && document.querySelector(`a[data-step="${rel}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
})();
