#include "base/flags/flag_range.h"

namespace lossy::base {

std::map<std::string, const FlagRange*>& FlagRange::All() {
  static auto* all = new std::map<std::string, const FlagRange*>;
  return *all;
}

}  // namespace lossy::base
