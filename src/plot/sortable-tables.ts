/** Runs in the page: a table's head cells become buttons that sort its rows, and sort them the other way when pressed again. */
const sortTables = `
for (const table of document.querySelectorAll('table.recdistill-table')) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  if (body.rows.length < 2) continue;
  const valueOf = (row, column) => row.cells[column].textContent.trim();
  const numberOf = (text) => /^[<>≤≥~±+−-]*\\s*[\\d.]/.test(text) ? parseFloat(text.replace(/−/g, '-').replace(/[<>≤≥~±+,\\s]/g, ' ').trim().replace(/(\\d) (?=\\d{3}\\b)/g, '$1')) : NaN;
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    button.type = 'button';
    button.title = 'Sort by this column';
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.ariaSort === 'ascending' ? -1 : 1;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.ariaSort = sign > 0 ? 'ascending' : 'descending';
      const rows = [...body.rows].map((row) => ({ row, text: valueOf(row, column), number: numberOf(valueOf(row, column)) }));
      const isNumeric = rows.every(({ text, number }) => text === '–' || !Number.isNaN(number));
      rows.sort((a, b) => (a.text === '–') - (b.text === '–') || sign * (isNumeric ? a.number - b.number : a.text.localeCompare(b.text, 'en', { numeric: true })));
      body.append(...rows.map(({ row }) => row));
    });
  });
}`;

/** How the buttons look: as the head cells did, with an arrow that says how the rows are sorted, and is not read aloud. */
export const sortableStyle = `
th button { all: unset; cursor: pointer }
th button:hover { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: .25em }
th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
th button::after { content: " ↕" / ""; opacity: .4 }
th[aria-sort=ascending] button::after { content: " ↑" / ""; opacity: 1 }
th[aria-sort=descending] button::after { content: " ↓" / ""; opacity: 1 }
@media print { th button::after { content: none !important } }
`;

/** Makes a page's tables sortable; it stands at the end of the body. Without scripts the tables are as they were written. */
export function sortableScript(): string {
  return `<script>${sortTables}\n</script>`;
}
