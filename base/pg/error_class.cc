#include "base/pg/error_class.h"

#include <iterator>

#include "absl/strings/match.h"

namespace lossy::base::pg {
namespace {

struct Prefix {
  absl::string_view state;
  ErrorClass error_class;
};

// Appendix A of the manual of PostgreSQL. The first prefix that fits decides.
constexpr Prefix kPrefixes[] = {
    {"25006", ErrorClass::kReadOnly},  {"53100", ErrorClass::kDisk},
    {"58030", ErrorClass::kDisk},      {"53", ErrorClass::kResources},
    {"57014", ErrorClass::kTimeout},   {"55P03", ErrorClass::kLock},
    {"40", ErrorClass::kConflict},     {"08", ErrorClass::kConnection},
    {"57P", ErrorClass::kConnection},  {"28", ErrorClass::kPrivilege},
    {"42501", ErrorClass::kPrivilege}, {"3D", ErrorClass::kSchema},
    {"3F", ErrorClass::kSchema},       {"42", ErrorClass::kSchema},
    {"0A000", ErrorClass::kSchema},    {"22", ErrorClass::kData},
    {"23", ErrorClass::kData},         {"55000", ErrorClass::kData},
};

constexpr absl::string_view kNames[] = {"connection", "read_only", "disk",     "resources",
                                        "timeout",    "lock",      "conflict", "schema",
                                        "privilege",  "data",      "other"};
static_assert(std::size(kNames) == kErrorClasses);

}  // namespace

ErrorClass ClassOf(absl::string_view state) {
  if (state.empty()) return ErrorClass::kConnection;
  for (const Prefix& prefix : kPrefixes) {
    if (absl::StartsWith(state, prefix.state)) return prefix.error_class;
  }
  return ErrorClass::kOther;
}

absl::string_view ErrorClassName(ErrorClass error_class) {
  return kNames[static_cast<std::size_t>(error_class)];
}

}  // namespace lossy::base::pg
