// The build puts style sheets into the content script as texts.
declare module "*.css" {
  const text: string;
  export default text;
}
