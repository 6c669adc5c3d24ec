import type { ReportSection } from '../../plot';

/** What makes each row of a report by itself; no section where nobody knows. */
export function rowCommands(
  rows: readonly { readonly row: string; readonly command: string | null }[],
): ReportSection[] {
  const own = rows.filter(({ command }) => command !== null);
  if (own.length === 0) return [];
  return [
    {
      heading: 'Row by row',
      paragraphs: ['Each row by itself; what is finished is found in the cache.'],
      tables: [
        {
          caption: 'Command of each row',
          digits: 4,
          rows: own.map(({ row, command }) => ({ row, command: `\`${command}\`` })),
        },
      ],
    },
  ];
}
