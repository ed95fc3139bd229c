#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace lossy::base::pg {

// The classes of errors of a database, for an operator. A metric has their names as a label.
enum class ErrorClass : std::uint8_t {
  kConnection,  // The connection broke, or the server did not answer in time.
  kReadOnly,    // The server is a standby, or is set to read only.
  kDisk,        // The disk is full, or failed.
  kResources,   // The server lacks memory, connections or locks.
  kTimeout,     // The server cancelled the statement after --database_statement_ms.
  kLock,        // A wait for a lock took too long.
  kConflict,    // Concurrent transactions conflicted. The pool repeats the transaction.
  kSchema,      // A table, column or function does not exist or has another type.
  kPrivilege,   // The role lacks a right.
  kData,        // A value violates a constraint or a type.
  kOther,
};

inline constexpr std::size_t kErrorClasses = static_cast<std::size_t>(ErrorClass::kOther) + 1;

// The number of errors of each class, in the order of the enumeration.
using ErrorCounts = std::array<int, kErrorClasses>;

// Returns the class of an SQLSTATE. "" is an error of libpq itself: kConnection.
ErrorClass ClassOf(absl::string_view state);

// Returns the name in the metric: "connection", "read_only", …
absl::string_view ErrorClassName(ErrorClass error_class);

}  // namespace lossy::base::pg
