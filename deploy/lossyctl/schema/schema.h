#pragma once

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
};

// Returns the schemas of all services.
std::vector<Schema> Schemas();

// A schema in the database beside the same of this build.
struct SchemaState {
  std::map<std::string, std::string> applied;  // The time of each step in UTC, by the step's name.
  std::vector<base::pg::Migration> missing;    // Steps that the service of this build would apply.
  std::vector<std::string> newer;              // Applied steps that this build does not have.
};

// Reads the state of a schema, on a connection to it. A schema that does not exist lacks all steps.
// Returns the errors of Connection.
absl::StatusOr<SchemaState> ReadSchemaState(base::pg::Connection& connection, const Schema& schema);

// Connects to the database of --database_url as the service `name`: "{service}" in the URL stands
// for it. Returns the errors of Connection::Open.
absl::StatusOr<std::unique_ptr<base::pg::Connection>> ConnectToSchema(const std::string& name);

// True if the command line has --database_url.
bool DatabaseIsNamed();

}  // namespace lossy::lossyctl
