import { byId } from './dom.mts';

const STORED = 'recdistill-theme';

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage may be forbidden; the system's choice then holds
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // as above
  }
}

/** Dark or light: as the system says until the button is pressed. */
export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = byId('theme');
  const apply = (theme: string) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = theme === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${theme === 'dark' ? 'light' : 'dark'} colours`);
  };
  const wanted = () => stored() ?? (system.matches ? 'dark' : 'light');
  apply(wanted());
  system.addEventListener('change', () => apply(wanted()));
  button.addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    keep(next);
    apply(next);
  });
}
