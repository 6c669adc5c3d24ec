import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const requireFrom = createRequire(__filename);
let bundle: string | null = null;

/** The source of plotly.js with the Cartesian trace types, all that the figures here use. */
export function plotlyBundle(): string {
  bundle ??= readFileSync(requireFrom.resolve('plotly.js/dist/plotly-cartesian.min.js'), 'utf8');
  return bundle;
}

/** Where the same bundle lies for pages that do not carry it. */
export function plotlyAddress(): string {
  const { version } = JSON.parse(readFileSync(requireFrom.resolve('plotly.js/package.json'), 'utf8'));
  return `https://cdn.plot.ly/plotly-cartesian-${version}.min.js`;
}
