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

  // An entry is shown when no box leaves it out: the one for accounts looks through several lists, others through one.
  const names = { accounts: 'account', adl: 'deleveraging', queues: 'queue' };
  const lists = {};
  const listOf = id => {
    const target = document.getElementById(id);
    if (!(id in lists)) {
      const entries = !target ? [] : target.tBodies ? [...target.tBodies[0].rows] : [...target.children];
      lists[id] = entries.map(entry => ({ entry, text: `${entry.textContent} ${entry.dataset.also ?? ''}`.toLowerCase(), out: new Set() }));
    }
    return lists[id];
  };
  for (const box of document.querySelectorAll('input[data-filter]')) {
    const ids = box.dataset.filter.split(' ');
    const find = () => {
      const wanted = box.value.trim().toLowerCase();
      const found = ids.map(id => {
        let shown = 0;
        for (const item of listOf(id)) {
          const misses = wanted !== '' && !item.text.includes(wanted);
          if (misses) { item.out.add(box); } else { item.out.delete(box); shown++; }
          item.entry.hidden = item.out.size > 0;
        }
        return [names[id], shown, listOf(id).length];
      }).filter(list => list[2] > 0);
      box.closest('.tools').querySelector('output').textContent = !wanted ? ''
        : ids.length === 1 ? found.map(list => `${list[1]} of ${list[2]}`).join('')
        : found.map(list => `${list[1]} ${list[0]}${list[1] === 1 ? '' : 's'}`).join(', ') || 'nobody';
    };
    box.addEventListener('input', find);
    box.addEventListener('keydown', event => { if (event.key === 'Enter' && ids.length > 1) { document.getElementById('accounts')?.closest('.scroll').scrollIntoView({ block: 'center' }); } });
  }

  // All rows of a table with their exact figures, whatever is hidden; a text that a spreadsheet would take for a formula is guarded.
  const field = text => {
    const plain = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const exact = cell => {
    const raw = cell.tagName === 'TD' && cell.title ? cell.title : cell.textContent.trim();
    const number = raw.split(' ')[0].replaceAll(',', '').replace('\u2212', '-');
    return cell.classList.contains('n') && number !== '' && !Number.isNaN(Number(number)) ? number : raw === '\u2013' ? '' : raw;
  };
  for (const table of document.querySelectorAll('table.sortable')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'csv';
    button.textContent = 'CSV';
    button.title = 'All rows of this table as a file';
    button.addEventListener('click', () => {
      const lines = [[...table.tHead.rows[0].cells].map(cell => cell.textContent.trim()), ...[...table.tBodies[0].rows].map(row => [...row.cells].map(exact))];
      const link = document.createElement('a');
      link.href = `data:text/csv;charset=utf-8,${encodeURIComponent(lines.map(line => line.map(field).join(',') + '\n').join(''))}`;
      link.download = `${table.id || 'table'}.csv`;
      link.click();
    });
    table.caption.firstElementChild.append(' ', button);
  }

  // Wider than the page: two buttons beside the caption, since many systems hide the bar until one scrolls.
  const wide = () => {
    for (const box of document.querySelectorAll('.scroll')) {
      const caption = box.querySelector('caption span');
      let arrows = caption.querySelector('.arrows');
      if (!arrows) {
        arrows = document.createElement('span');
        arrows.className = 'arrows';
        for (const [text, label, way] of [['\u25c0', 'Scroll left', -1], ['\u25b6', 'Scroll right', 1]]) {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = text;
          button.setAttribute('aria-label', label);
          button.addEventListener('click', () => box.scrollBy({ left: way * box.clientWidth * 0.7, behavior: 'smooth' }));
          arrows.append(button);
        }
        caption.append(' ', arrows);
      }
      arrows.hidden = box.scrollWidth <= box.clientWidth + 1;
    }
  };
  addEventListener('resize', wide);
  document.addEventListener('toggle', wide, true);
  wide();

  // On paper nothing can be opened.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const part of opened) { part.open = true; }
  });
  addEventListener('afterprint', () => { for (const part of opened) { part.open = false; } });

  const market = document.getElementById('market');
  if (market) {
    const choose = () => { for (const figure of document.querySelectorAll('figure.market')) { figure.hidden = figure.id !== market.value; } };
    market.addEventListener('change', choose);
    choose();
  }

  for (const tools of document.querySelectorAll('.tools')) { tools.hidden = false; }
})();
