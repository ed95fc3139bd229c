// The edge accepts no token that has expired or is not valid yet.

export const checkTokens = ({ history }) =>
  history
    .filter(({ k, good }) => k === "opened" && !good)
    .map(({ c, t }) => `${c} was accepted with a bad token at ${t} ms`);
