export type { ParsedRow } from './parse-row';
export { type ReadSettingsTableOptions, readSettingsTable, type SettingsRow } from './read-settings-table';
