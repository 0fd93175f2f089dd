/** Options of the Markdown parser: as on GitHub, but without footnotes, whose notes would be outside of their text. */
export const parsing = { features: { frontmatter: false, gfm: { footnotes: false } } } as const;
