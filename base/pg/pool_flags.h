#pragma once

#include <string>
#include <vector>

#include "base/pg/pool.h"

namespace lossy::base::pg {

// Returns the options of a service's pool from --database_url and the --database_… flags. Exits
// with a message if --database_url is no libpq URL, or a list of several.
Pool::Options PoolOptionsFromFlags(const std::string& schema);

// Makes --database_url accept a list of several databases. Must be called before the command line
// is read, by a process that then calls PoolListFromFlags.
void PermitSeveralDatabases();

// Returns the options of one pool for each database of --database_url (database_urls.h), in its
// order. The metrics of several pools have the label `database`: "1", "2", …. Exits with a message
// if the list is invalid.
std::vector<Pool::Options> PoolListFromFlags(const std::string& schema);

}  // namespace lossy::base::pg
