#include "base/version/build_info.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

BuildInfo& Info() {
  static auto* info = new BuildInfo;
  return *info;
}

std::string& Contract() {
  static auto* hash = new std::string;
  return *hash;
}

}  // namespace

const BuildInfo& GetBuildInfo() { return Info(); }

bool SetBuildInfo(BuildInfo info) {
  Info() = std::move(info);
  return true;
}

void SetServedContract(std::string hash) { Contract() = std::move(hash); }

const std::string& ServedContract() { return Contract(); }

std::string VersionText(absl::string_view name) {
  const BuildInfo& info = GetBuildInfo();
  return absl::StrCat(name, " ", info.version, "\ncommit ", info.commit, "\ncommit time ",
                      info.commit_time, "\nbuild time ", info.build_time, "\n");
}

}  // namespace lossy::base
