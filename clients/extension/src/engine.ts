// Runs the engine in the page that this browser has for it: the offscreen document, or in a browser
// without offscreen documents the sidebar.
export {};
