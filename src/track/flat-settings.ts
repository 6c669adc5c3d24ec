type Flat = Record<string, string | number | boolean>;

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function add(flat: Flat, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  if (isPlain(value)) flat[name] = value;
  else if (value === null) flat[name] = 'none';
  else if (Array.isArray(value) && value.every(isPlain)) flat[name] = value.join(', ');
  else for (const [key, part] of Object.entries(value)) add(flat, name === '' ? key : `${name}.${key}`, part);
}

/**
 * Settings as trackers show them: parts of parts by names with dots, lists of plain values as one text, nothing for what
 * was not given.
 * @example flatSettings({ student: { seeds: [1, 2] }, text: null }) // { 'student.seeds': '1, 2', text: 'none' }
 */
export function flatSettings(settings: object): Flat {
  const flat: Flat = {};
  add(flat, '', settings);
  return flat;
}
