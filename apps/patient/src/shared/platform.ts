/** Where the app runs: true in a browser, false in WeChat. For code that reads better as one `if` than as two builds. */
let browser = false;
// #ifdef H5
browser = true;
// #endif

export const isH5: boolean = browser;
