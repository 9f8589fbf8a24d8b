/** One problem of the catalogue: its HTTP status, and a sentence a person can act on. `{name}` is filled from the problem's params. */
export interface ProblemEntry {
  status: number;
  zh: string;
  en: string;
}
