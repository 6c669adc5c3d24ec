/** Titles end in their year: "Toy Story (1995)". */
const YEAR_AT_END = /\s*\((\d{4})(?:-\d{0,4})?\)\s*$/;

/** "Matrix, The" is how MovieLens files what everybody calls "The Matrix". */
const ARTICLE_AT_END = /^(.*), (The|A|An|Le|La|Les|L'|Il|El|Das|Der|Die)$/;

/** The year in a title's closing brackets, or an empty string. */
export function yearOf(title: string): string {
  return YEAR_AT_END.exec(title)?.[1] ?? '';
}

/** The title as one would say it: without its year and with its article in front. */
export function spokenTitle(title: string): string {
  const bare = title.replace(YEAR_AT_END, '').trim();
  const parts = ARTICLE_AT_END.exec(bare);
  if (parts === null) return bare;
  return parts[2].endsWith("'") ? `${parts[2]}${parts[1]}` : `${parts[2]} ${parts[1]}`;
}

/** "a, b and c" */
export function inWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** What a language model reads of a movie: "Toy Story (1995), a movie: animation, children's and comedy". */
export function movieText(title: string, genres: readonly string[]): string {
  const year = yearOf(title);
  const named = year === '' ? spokenTitle(title) : `${spokenTitle(title)} (${year})`;
  return genres.length === 0
    ? `${named}, a movie`
    : `${named}, a movie: ${inWords(genres.map(genreInWords))}`;
}

function genreInWords(genre: string): string {
  return genre === 'Sci-Fi' ? 'science fiction' : genre.toLowerCase();
}
