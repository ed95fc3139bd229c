#include "base/process/environment_flags.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {

void SetFlagsFromEnvironment() {
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    const std::string variable = absl::StrCat("LOSSY_", absl::AsciiStrToUpper(name));
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr) continue;
    std::string problem;
    if (flag->ParseFrom(value, &problem)) continue;
    std::fprintf(stderr, "%s: %s\n", variable.c_str(), problem.c_str());
    std::exit(1);
  }
}

}  // namespace lossy::base
