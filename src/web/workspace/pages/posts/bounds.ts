export const postsOfPage = 48;
/** Posts that facets are counted of: enough to be right for most searches, few enough to be fast in any archive. */
export const facetBound = 5_000;
