/** This library's version, as in package.json; written out, so that bundles need no file beside them. */
export const libraryVersion = '0.1.0';
