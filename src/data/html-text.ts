/** Entities that descriptions of products hold; others stay as they are. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  hellip: '…',
  deg: '°',
  reg: '®',
  copy: '©',
  trade: '™',
  plusmn: '±',
  times: '×',
  micro: 'µ',
  middot: '·',
  sup2: '²',
  sup3: '³',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  Omega: 'Ω',
  Oslash: 'Ø',
  oslash: 'ø',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ntilde: 'ñ',
  Acirc: 'Â',
  Atilde: 'Ã',
  tilde: '˜',
};

const ENTITY = /&\s?(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]\w{1,7}));/g;
const TAG =
  /<\/?(?:a|br|p|li|ul|ol|b|i|u|em|strong|span|div|font|img|hr|h[1-6]|table|tbody|tr|td|th|noscript|body|html)\b[^<>]*>/gi;
const SCRIPT = /<(script|style)\b[^<>]*>.*?(?:<\/\1\s*>|$)/gis;

function character(code: number): string | null {
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** Text without the tags and scripts of HTML, with its entities decoded and every run of white space as one space. */
export function plainText(html: string): string {
  const decoded = html
    .replace(SCRIPT, ' ')
    .replace(TAG, ' ')
    .replace(ENTITY, (whole, decimal, hexadecimal, name) => {
      const found =
        name === undefined
          ? character(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal))
          : Object.hasOwn(NAMED, name)
            ? NAMED[name]
            : null;
      return found ?? whole;
    });
  return decoded.replace(/\s+/g, ' ').trim();
}

/** Pieces of a page's program that stand where its text should. */
const PROGRAM = /\bfunction\s*\(|\.getTime\(|\bP\.when\(|\bvar \w+ ?=/;
/** A tag that was cut off. */
const CUT_TAG = /<\/?[a-z][^<>]*$/i;

/**
 * The parts of a text for people in a cell of a web page's data, whose lists are joined with `|`: each once, without
 * tags, entities and what was once a program.
 */
export function partsOfHtml(cell: string): string[] {
  const parts = cell
    .split('|')
    .map((part) => (PROGRAM.test(part) ? '' : plainText(part.replace(CUT_TAG, ''))));
  return [...new Set(parts)].filter((part) => /[\p{L}\p{N}]/u.test(part));
}
