export { type ReadSettingsTableOptions, readSettingsTable, type SettingsRow } from './read-settings-table';
