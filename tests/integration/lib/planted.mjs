// A word that is planted somewhere, and a search for it in every table of every schema.

import { randomBytes } from "node:crypto";
import { until } from "./wait.mjs";

export const newWord = () => `wombat${randomBytes(8).toString("hex")}`;

// The tables of all schemas of ours that have the text in any column, as "schema.table". Binary columns
// are searched as well.
export async function placesOf(database, text) {
  const tables = await database.column(`
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1`);
  const found = [];
  for (const table of tables) {
    const sql = `SELECT EXISTS (SELECT FROM ${table} AS t WHERE position($1 IN t::text) > 0
      OR position(encode(convert_to($1, 'UTF8'), 'hex') IN t::text) > 0)`;
    if (await database.value(sql, [text])) found.push(table);
  }
  return found;
}

export const awaitPlaces = (database, text, expected) =>
  until(`"${text}" to be in ${expected}`, async () => {
    const places = await placesOf(database, text);
    return expected.every((place) => places.includes(place));
  });

export async function awaitAbsence(database, text, limitMs = 30_000) {
  let places;
  await until(`"${text}" to be in no table`, async () => {
    places = await placesOf(database, text);
    return places.length === 0;
  }, limitMs).catch((error) => {
    throw new Error(`${error.message}: it is in ${places}`);
  });
}
