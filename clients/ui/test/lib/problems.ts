// For tests: the errors and their texts in one bundle, so that they share their classes.

export * from "../../../lossy/src/errors.js";
export * from "../../src/problem_text.js";
