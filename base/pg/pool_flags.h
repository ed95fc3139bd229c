#pragma once

#include <string>

#include "base/pg/pool.h"

namespace lossy::base::pg {

// Returns the options of a service's pool from --database_url and the --database_… flags. Exits
// with a message if --database_url is no libpq URL.
Pool::Options PoolOptionsFromFlags(const std::string& schema);

}  // namespace lossy::base::pg
