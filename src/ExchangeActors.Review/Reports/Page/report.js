'use strict';
(() => {
  // The exact figure or time is in the title, where digits are left out of the text.
  const key = cell => {
    const raw = cell.title || cell.textContent.trim();
    const number = Number(raw.split(' ')[0].replaceAll(',', '').replace('\u2212', '-').replace(/\s*%$/, ''));
    return raw === '' || Number.isNaN(number) ? raw : number;
  };
  const compare = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1;

  for (const table of document.querySelectorAll('table.sortable')) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => {
        const up = heading.getAttribute('aria-sort') ? heading.getAttribute('aria-sort') === 'descending' : !heading.classList.contains('n');
        headings.forEach(other => other.removeAttribute('aria-sort'));
        heading.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const body = table.tBodies[0];
        const rows = [...body.rows].map(row => [key(row.cells[column]), row]);
        rows.sort((a, b) => up ? compare(a[0], b[0]) : compare(b[0], a[0]));
        body.append(...rows.map(row => row[1]));
      });
    });
  }

  for (const box of document.querySelectorAll('input[data-filter]')) {
    const target = document.getElementById(box.dataset.filter);
    const entries = target.tBodies ? [...target.tBodies[0].rows] : [...target.children];
    const texts = entries.map(entry => entry.textContent.toLowerCase());
    box.addEventListener('input', () => {
      const wanted = box.value.trim().toLowerCase();
      let shown = 0;
      entries.forEach((entry, i) => { entry.hidden = !texts[i].includes(wanted); shown += entry.hidden ? 0 : 1; });
      box.closest('p').querySelector('output').textContent = wanted ? `${shown} of ${entries.length}` : '';
    });
  }

  const market = document.getElementById('market');
  if (market) {
    const choose = () => { for (const figure of document.querySelectorAll('figure.market')) { figure.hidden = figure.id !== market.value; } };
    market.addEventListener('change', choose);
    choose();
  }

  for (const tools of document.querySelectorAll('.tools')) { tools.hidden = false; }
})();
