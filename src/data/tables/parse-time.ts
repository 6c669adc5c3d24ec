import { parseNumber } from './parse-number';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;
/** As Unix and Twitter write it: `Mon Aug 01 13:41:57 -0700 2011`. */
const UNIX_DATE =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (Z|UTC|[+-]\d{2}:?\d{2}) (\d{4})$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds east of Greenwich; times without a zone are taken as UTC, so that no result hangs on the machine's. */
function zoneSeconds(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

interface Moment {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly zone: string | undefined;
}

function secondsOf({ year, month, day, hour, minute, second, zone }: Moment): number | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  // a leap second is written as second 60
  if (!isDay || hour > 23 || minute > 59 || second >= 61) return null;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second - zoneSeconds(zone);
}

/**
 * A cell's time: a number as it stands (seconds or whatever the file counts in), or a date, with a time of day or without,
 * as ISO 8601 or Unix write it, in seconds since 1970, UTC where no zone is named.
 * @returns NaN where the cell says that there is none, and null where it holds something else
 */
export function parseTime(cell: string): number | null {
  const number = parseNumber(cell);
  if (number !== null) return number;
  const text = cell.trim();
  const iso = ISO.exec(text);
  if (iso) {
    const [year, month, day, hour, minute, second] = iso.slice(1, 7).map((part) => Number(part ?? 0));
    return secondsOf({ year, month, day, hour, minute, second, zone: iso[7] });
  }
  const unix = UNIX_DATE.exec(text);
  if (unix === null) return null;
  const [day, hour, minute, second] = unix.slice(2, 6).map(Number);
  return secondsOf({
    ...{
      year: Number(unix[7]),
      month: MONTHS.indexOf(unix[1]) + 1,
      day,
      hour,
      minute,
      second,
      zone: unix[6],
    },
  });
}
