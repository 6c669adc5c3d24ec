/** One series of a figure, in the words of plotly.js (https://plotly.com/javascript/reference/). */
export type Trace = Readonly<Record<string, unknown>>;

/** A figure as plotly.js takes it: plain, and the same after a journey through JSON. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Readonly<Record<string, unknown>>;
}

/** What part a series plays; the same part has the same colour in every figure. */
export type Role = 'teacher' | 'scratch' | 'smoothed' | 'distilled' | 'best' | 'other';

interface Titled {
  readonly title?: { readonly text?: string; readonly subtitle?: { readonly text?: string } };
}

/** What is plotted, in words; empty where the figure does not say. */
export function titleOf(figure: Figure): string {
  return (figure.layout as Titled).title?.text ?? '';
}

/** What the marks mean, in words; empty where the figure does not say. */
export function subtitleOf(figure: Figure): string {
  return (figure.layout as Titled).title?.subtitle?.text ?? '';
}
