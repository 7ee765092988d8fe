/** The texts of the page of an event as the desk shows it before it is public: all of them, for that is rendered by what pages are; see `of-page.ts`. */
export * from './compiled/en.ts';
