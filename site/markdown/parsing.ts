/** How Markdown is read: as GitHub does, without footnotes, whose notes would lie outside of their text. */
export const parsing = { features: { frontmatter: false, gfm: { footnotes: false } } } as const;
