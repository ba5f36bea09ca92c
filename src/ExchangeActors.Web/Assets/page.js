// What the server has rendered is shown without this script, too; it puts newer frames in place and takes keys.
'use strict';
(() => {
  const live = document.querySelector('[data-frames]');
  if (live) follow(live);
  document.addEventListener('keydown', step);

  function follow(target) {
    const state = document.getElementById('connection');
    const pause = document.getElementById('pause');
    let paused = false;
    let newest = null;
    pause.hidden = false;
    pause.addEventListener('click', () => {
      paused = !paused;
      pause.setAttribute('aria-pressed', String(paused));
      if (!paused && newest !== null) show(target, newest);
    });
    open();

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
      if (!old) {
        target.append(part);
      } else if (old.innerHTML !== part.innerHTML) {
        replace(old, part);
      }
    }
  }

  function replace(old, part) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    const address = active && active.getAttribute('href');
    const scrolled = [...old.querySelectorAll('.scroll')].map(box => [box.scrollLeft, box.scrollTop]);
    old.replaceChildren(...part.childNodes);
    old.querySelectorAll('.scroll').forEach((box, place) => {
      if (scrolled[place]) [box.scrollLeft, box.scrollTop] = scrolled[place];
    });
    if (active) {
      const again = address && old.querySelector(`[href="${CSS.escape(address)}"]`);
      (again || old.querySelector('.scroll') || document.getElementById('live')).focus({ preventScroll: true });
    }
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
