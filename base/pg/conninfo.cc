#include "base/pg/conninfo.h"

#include <postgresql/libpq-fe.h>

#include <memory>

namespace lossy::base::pg {
namespace {

struct OptionsFree {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using OptionsPtr = std::unique_ptr<PQconninfoOption, OptionsFree>;

// Adds the parameters that `parameters` does not have yet.
void Add(const PQconninfoOption* options, std::map<std::string, std::string>* parameters) {
  for (; options->keyword != nullptr; ++options) {
    if (options->val != nullptr) parameters->emplace(options->keyword, options->val);
  }
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> Conninfo(const std::string& url) {
  const OptionsPtr parsed(PQconninfoParse(url.c_str(), nullptr));
  if (parsed == nullptr) {
    // libpq's own message repeats parts of the URL, which may contain a password.
    return absl::InvalidArgumentError(
        "must be a libpq URL, as postgresql://user@host:5432/database");
  }
  std::map<std::string, std::string> parameters;
  Add(parsed.get(), &parameters);
  if (const OptionsPtr defaults(PQconndefaults()); defaults != nullptr) {
    Add(defaults.get(), &parameters);
  }
  return parameters;
}

}  // namespace lossy::base::pg
