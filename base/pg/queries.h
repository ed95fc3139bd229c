#pragma once

#include <initializer_list>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/param.h"
#include "base/pg/rows.h"

namespace lossy::base::pg {

// Runs single statements, and neither begins nor ends a transaction. A function takes it if it may
// run inside and outside a transaction. A Transaction runs each statement in itself. A Connection
// runs each in the open transaction, if there is one. A Pool runs each in a transaction of its own,
// on any connection.
//
// Threads, lifetime, errors: those of the implementation.
class Queries {
 public:
  // Runs one statement, with `params` as $1, $2, …. The server prepares it once per connection, so
  // `sql` should be a constant.
  virtual absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params) = 0;
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {}) {
    return Query(sql, absl::MakeConstSpan(params.begin(), params.size()));
  }

 protected:
  Queries() = default;
  Queries(const Queries&) = default;
  Queries& operator=(const Queries&) = default;
  ~Queries() = default;
};

}  // namespace lossy::base::pg
