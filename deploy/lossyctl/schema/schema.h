#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"

namespace lossy::lossyctl {

// The schema of one service, as this build has it.
struct Schema {
  std::string name;  // That of the service: "video".
  std::vector<base::pg::Migration> steps;
  std::size_t database = 0;  // The number of its database in --database_url, from 0.
};

// Returns the schemas of all services.
std::vector<Schema> Schemas();

// Returns the schemas in the databases of --database_url: all in the first one, and in the others
// that of notifications, which spreads its topics over several. Returns INVALID_ARGUMENT if the
// list is invalid.
absl::StatusOr<std::vector<Schema>> SchemasInDatabases();

// Returns the name of the schema for reports: "notifications", or "notifications in database 2".
std::string TitleOf(const Schema& schema);

// A schema in the database beside the same of this build.
struct SchemaState {
  std::map<std::string, std::string> applied;  // The time of each step in UTC, by the step's name.
  std::vector<base::pg::Migration> missing;    // Steps that the service of this build would apply.
  std::vector<std::string> newer;              // Applied steps that this build does not have.
};

// Reads the state of a schema, on a connection to it. A schema that does not exist lacks all steps.
// Returns the errors of Connection.
absl::StatusOr<SchemaState> ReadSchemaState(base::pg::Connection& connection, const Schema& schema);

// Connects to the schema's database of --database_url as the service: "{service}" in the URL stands
// for its name. Returns the errors of DatabaseUrls and Connection::Open.
absl::StatusOr<std::unique_ptr<base::pg::Connection>> ConnectToSchema(const Schema& schema);

// True if the command line has --database_url.
bool DatabaseIsNamed();

}  // namespace lossy::lossyctl
