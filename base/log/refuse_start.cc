#include "base/log/refuse_start.h"

#include <unistd.h>

#include <iostream>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"

namespace lossy::base {

void RefuseStart(absl::string_view problem) {
  if (LogProcess().empty()) {
    std::cerr << problem << '\n';
  } else {
    Log(LogLevel::kError, "start_refused", {{"problem", problem}});
    FlushLog();
  }
  _exit(1);
}

void RefuseFlag(absl::string_view name, absl::string_view problem) {
  RefuseStart(absl::StrCat("--", name, ": ", problem));
}

}  // namespace lossy::base
