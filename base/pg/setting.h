#pragma once

#include "absl/strings/string_view.h"

namespace lossy::base::pg {

// A parameter of the server's configuration, as constants of the code: "enable_sort", "off". It
// keeps views, so both must outlive it.
struct Setting {
  absl::string_view name;
  absl::string_view value;
};

}  // namespace lossy::base::pg
