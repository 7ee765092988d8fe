/** The texts of the chart editor; see `of-page.ts`. */
export * from './compiled/en.ts';
