/**
 * Runs in the page: what people with a keyboard, a screen reader, weak eyes or a small screen would stumble over, one line
 * each.
 * @see WCAG 2.2: 1.4.3 contrast, 1.4.10 reflow, 2.5.8 target size, 4.1.2 name and role
 */
export const faultsOfAccess = `(() => {
  const faults = [];
  const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const what = (element) => element.outerHTML.slice(0, 90);

  const nameOf = (element) =>
    element.getAttribute('aria-label') ||
    (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent).join('') ||
    element.labels?.[0]?.textContent ||
    element.textContent.trim();
  for (const element of document.querySelectorAll('button, input, select, a, meter, [role=listbox], [role=option], section, article, svg[role=img]'))
    if (visible(element) && !nameOf(element)) faults.push('no name: ' + what(element));

  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('id twice: ' + id);
  for (const name of ['aria-controls', 'aria-activedescendant', 'aria-labelledby', 'for'])
    for (const element of document.querySelectorAll('[' + name + ']'))
      if (!document.getElementById(element.getAttribute(name))) faults.push(name + ' of nothing: ' + what(element));

  const levels = [...document.querySelectorAll('h1, h2, h3')].filter(visible).map(({ tagName }) => Number(tagName[1]));
  levels.forEach((level, i) => level > (levels[i - 1] ?? 0) + 1 && faults.push('heading skipped before number ' + i));

  if (document.documentElement.scrollWidth > innerWidth) faults.push('scrolls sideways: ' + document.documentElement.scrollWidth);
  for (const element of document.querySelectorAll('button, input, select')) {
    const { width, height } = element.getBoundingClientRect();
    if (visible(element) && Math.min(width, height) < 24) faults.push('too small to hit: ' + what(element));
  }

  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    for (let own = element; own; own = own.parentElement) {
      const colour = rgba(getComputedStyle(own).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !visible(element) || element.closest('.hidden, .skip, script, title')) continue;
    const { color, fill } = getComputedStyle(element);
    const [a, b] = [luminance(rgba(element.closest('svg') ? fill : color)), luminance(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    texts++;
    if (contrast < 4.5) faults.push('contrast ' + contrast.toFixed(2) + ': ' + what(element));
  }
  if (texts < 30) faults.push('only ' + texts + ' texts looked at');
  return [...new Set(faults)];
})()`;
