import type { Role } from './figure';

/** A colour on white and its counterpart on black. */
interface Shade {
  readonly light: string;
  readonly dark: string;
}

const roleShades: Readonly<Record<Role, Shade>> = {
  teacher: { light: '#414851', dark: '#c9ced6' },
  scratch: { light: '#c44e08', dark: '#f2914e' },
  smoothed: { light: '#9a4d8a', dark: '#de97cb' },
  distilled: { light: '#0a66b2', dark: '#5fb2f2' },
  best: { light: '#0b7f60', dark: '#41c69e' },
  other: { light: '#767d86', dark: '#9aa1ab' },
};

/** For an order (temperatures, alphas): lightness falls evenly, so it also reads without colour. */
const sequenceShades: readonly Shade[] = [
  { light: '#b98200', dark: '#ffdc73' },
  { light: '#c4561f', dark: '#ffa36b' },
  { light: '#b53a64', dark: '#f27fa2' },
  { light: '#7b3191', dark: '#c68ae0' },
  { light: '#3f3390', dark: '#a29af2' },
  { light: '#1d2350', dark: '#8fa3e6' },
];

const surfaces = {
  paper: { light: '#ffffff', dark: '#15181d' },
  ink: { light: '#1f2329', dark: '#e8eaed' },
  faintInk: { light: '#5c636d', dark: '#a3abb5' },
  grid: { light: '#e6e8eb', dark: '#2d3239' },
} as const satisfies Record<string, Shade>;

/** Colours of the page, on white. */
export const ink = surfaces.ink.light;
export const faintInk = surfaces.faintInk.light;
export const paper = surfaces.paper.light;
export const grid = surfaces.grid.light;

/** From each colour on white to its counterpart on black; a page in dark mode replaces them in the figure's JSON. */
export const darkColours: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.values(roleShades), ...sequenceShades, ...Object.values(surfaces)].map(({ light, dark }) => [
    light,
    dark,
  ]),
);

/** The colour of a role. The hues keep apart under the common kinds of colour blindness. */
export function roleColour(role: Role): string {
  return roleShades[role].light;
}

/** The colour at `index` of `count` ordered series. */
export function sequenceColour(index: number, count: number): string {
  const last = sequenceShades.length - 1;
  return sequenceShades[count === 1 ? 2 : Math.round((index / (count - 1)) * last)].light;
}

/** Line dashes that tell series apart where colours come close. */
export function dashOf(index: number): string {
  return ['solid', 'dash', 'dot', 'dashdot'][index % 4];
}

/** Marker symbols, to go with {@link dashOf}. */
export function symbolOf(index: number): string {
  return ['circle', 'diamond', 'square', 'triangle-up', 'x', 'star'][index % 6];
}
