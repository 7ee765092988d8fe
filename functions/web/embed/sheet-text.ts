/** The style sheet of embedded seats as text, which a build puts here (`scripts/system/build/browser-assets.ts`): a shadow root takes it as it is. */
export const sheetText = '';
