// The database of a stack, as an operator looks into it.

import pg from "pg";

export class Database {
  #client;

  // The caller must close it.
  static async open(stack) {
    const database = new Database();
    database.#client = new pg.Client({
      host: stack.read("postgres.socket").trim(),
      user: "lossy",
      database: "lossy",
    });
    await database.#client.connect();
    return database;
  }

  // The first column of the first row; undefined when there is none.
  async value(sql, parameters = []) {
    const { rows } = await this.#client.query({ text: sql, values: parameters, rowMode: "array" });
    return rows[0]?.[0];
  }

  // The first column of all rows.
  async column(sql, parameters = []) {
    const { rows } = await this.#client.query({ text: sql, values: parameters, rowMode: "array" });
    return rows.map(([first]) => first);
  }

  // Holds up whatever would write to the table, until the returned function is called.
  async lockAgainstWrites(table) {
    await this.#client.query("BEGIN");
    await this.#client.query(`LOCK TABLE ${table} IN SHARE MODE`);
    return () => this.#client.query("ROLLBACK");
  }

  close() {
    return this.#client.end();
  }
}
