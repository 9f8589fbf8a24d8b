declare module 'opencc-js/dict/TSCharacters' {
  /** "trad simp|trad simp2 …": one character to one or more, the commonest first. */
  const table: string;
  export default table;
}
