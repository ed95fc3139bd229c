#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The release and the commit from which a program was built. A text is "unknown" if the build did
// not have it, for example outside a checkout of git.
struct BuildInfo {
  std::string version = "unknown";      // The release: "1.0.0".
  std::string commit = "unknown";       // The commit's hash; "-modified" follows if files differ.
  std::string commit_time = "unknown";  // In RFC 3339, UTC.
  // In RFC 3339, UTC. The time of the commit, so that two builds of a commit are equal, unless
  // SOURCE_DATE_EPOCH gave another one.
  std::string build_time = "unknown";
};

// Returns the information about this program. It is all "unknown" in a program that is not linked
// with //base/version:stamp. Thread-safe after main started.
const BuildInfo& GetBuildInfo();

// Sets the information. Static objects of the stamp call it before main. Returns true.
bool SetBuildInfo(BuildInfo info);

// Sets the hash of the contract that this program serves (HashOfService). To be called at most
// once, before the program has a second thread.
void SetServedContract(std::string hash);
// Returns it; "" if the program serves no contract of its own.
const std::string& ServedContract();

// Returns the lines that `PROGRAM --version` prints: "NAME VERSION", and a line for the commit, its
// time and the time of the build.
std::string VersionText(absl::string_view name);

}  // namespace lossy::base
