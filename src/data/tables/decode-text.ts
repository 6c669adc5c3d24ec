import { isUtf8 } from 'node:buffer';
import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** The first line's number + the number of line feeds before a position. */
function lineAt(bytes: Uint8Array, position: number, firstLine: number): number {
  let line = firstLine;
  for (let i = 0; i < position; i++) if (bytes[i] === LINE_FEED) line++;
  return line;
}

/** Control characters have no place in a table: they are the mark of damage or of another format. */
function refuseControlBytes(bytes: Uint8Array, file: string, firstLine: number): void {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte >= SPACE || byte === LINE_FEED || byte === TAB) continue;
    if (byte === CARRIAGE_RETURN && (bytes[i + 1] === LINE_FEED || i + 1 === bytes.length)) continue;
    const code = byte.toString(16).padStart(2, '0');
    throw new InputError(
      `${file}:${lineAt(bytes, i, firstLine)}: expected plain text, found the control byte 0x${code}; is the file damaged, or UTF-16?`,
    );
  }
}

/** Line by line, so that one bad line does not spoil the reading of all others. */
function decodeMixed(bytes: Buffer, file: string, log: IssueLog, firstLine: number): string {
  const parts: string[] = [];
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    const slice = bytes.subarray(start, end);
    if (isUtf8(slice)) parts.push(slice.toString('utf8'));
    else {
      parts.push(slice.toString('latin1'));
      log.count('wrong-encoding', `${file}:${line}`, 'expected UTF-8, found other bytes; read as latin-1');
    }
    start = end;
  }
  return parts.join('');
}

/** The first line that is not UTF-8; the file must have one. */
function firstBadLine(bytes: Buffer, firstLine: number): number {
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}

/**
 * Bytes to text.
 * @param encoding when undefined: UTF-8, with lines that are not valid read as latin-1 and counted as `wrong-encoding`
 * @param firstLine number of the line that the bytes begin with, for pieces of a file; only line 1 may have a byte order
 *   mark
 * @throws InputError at a control byte, or at a byte that the encoding asked for does not allow
 */
export function decodeText(
  bytes: Buffer,
  file: string,
  encoding: 'utf-8' | 'latin-1' | undefined,
  log: IssueLog,
  firstLine = 1,
): string {
  const whole = (text: string) => (firstLine === 1 ? withoutByteOrderMark(text) : text);
  refuseControlBytes(bytes, file, firstLine);
  if (encoding === 'latin-1') return bytes.toString('latin1');
  if (isUtf8(bytes)) return whole(bytes.toString('utf8'));
  if (encoding === undefined) return whole(decodeMixed(bytes, file, log, firstLine));
  throw new InputError(
    `${file}:${firstBadLine(bytes, firstLine)}: expected UTF-8, found other bytes; give the encoding "latin-1", or none to fall back`,
  );
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
