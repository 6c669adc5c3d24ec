import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The command that opens an address in the user's browser; null where nobody sits before a screen. */
export function openingCommand(platform: string, environment: Environment): readonly string[] | null {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  const hasScreen = [environment.DISPLAY, environment.WAYLAND_DISPLAY].some((value) => value);
  return hasScreen ? ['xdg-open'] : null;
}

/** Opens an address where there is a browser; the address is printed anyway, so a failure is no loss. */
export function openBrowser(address: string): void {
  const command = openingCommand(process.platform, process.env);
  if (command === null) return;
  const [program, ...words] = command;
  const child = spawn(program, [...words, address], { detached: true, stdio: 'ignore' });
  child.once('error', () => {});
  child.unref();
}
