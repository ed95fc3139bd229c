#include "base/text/path_list.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"

namespace lossy::base {

std::vector<std::string> SplitPaths(absl::string_view list) {
  std::vector<std::string> paths;
  std::string path;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i == list.size() || list[i] == ',') {
      if (!absl::StripAsciiWhitespace(path).empty()) paths.push_back(std::move(path));
      path.clear();
      continue;
    }
    if (list.substr(i, 2) == "\\,") ++i;
    path.push_back(list[i]);
  }
  return paths;
}

}  // namespace lossy::base
