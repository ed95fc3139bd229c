#include "base/flags/flag_check.h"

namespace lossy::base {

std::map<std::string, const FlagCheck*>& FlagCheck::All() {
  static auto* all = new std::map<std::string, const FlagCheck*>;
  return *all;
}

}  // namespace lossy::base
