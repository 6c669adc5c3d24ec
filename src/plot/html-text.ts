const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, also within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** Text with the few marks of Markdown that reports use: `code`, **bold**, [link](address). */
export function inlineHtml(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^\]]+)\]\(((?:https?:\/\/|\.{0,2}\/|#)?[\w./#?=&;%:-]+)\)/g, (whole, label, address) =>
      /^(?:https?:|[^:]*$)/.test(address) ? `<a href="${address}">${label}</a>` : whole,
    );
}
