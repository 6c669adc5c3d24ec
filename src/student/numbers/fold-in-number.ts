import type { Description } from '../file/description';

/** A number of `metadata.foldIn`, which says how new users are solved for. */
export function foldInNumber({ metadata }: Description, name: string, otherwise: number): number {
  const given = metadata.has('foldIn') ? metadata.part('foldIn') : null;
  return given?.has(name) ? given.number(name) : otherwise;
}
