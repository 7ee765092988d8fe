/** What one round of one variant found, by name, with its unit in the name: `perSecond`, `p99Ms`, `nodeUs`. */
export type LoadFigures = Record<string, number>;
