#pragma once

#include <string>

#include "base/pg/pool.h"

namespace lossy::base::pg {

// --database_url and the other flags of a service's pool.
Pool::Options PoolOptionsFromFlags(const std::string& schema);

}  // namespace lossy::base::pg
