/** The texts of the organizer's desk; see `of-page.ts`. */
export * from './compiled/en.ts';
