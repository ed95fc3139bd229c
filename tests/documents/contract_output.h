#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace lossy {

inline std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The descriptor sets of the product's services, in the order of descriptor_targets in
// deploy/local/build.sh, and that of the operators' console.
inline constexpr char kProduct[] =
    "proto/lossy/video/v1/video_descriptors.binpb proto/lossy/notes/v1/notes_descriptors.binpb "
    "proto/lossy/agent/v1/agent_descriptors.binpb";
inline constexpr char kConsole[] = "proto/lossy/console/v1/console_descriptors.binpb";

// Returns the output of `lossyctl contract KIND` for descriptor sets, or an empty text after a
// failure.
inline std::string ContractOutput(absl::string_view kind, absl::string_view sets = kProduct) {
  const std::string out = absl::StrCat(testing::TempDir(), "contract.", kind);
  const int status = std::system(
      absl::StrCat("deploy/lossyctl/lossyctl contract ", kind, " ", sets, " >", out).c_str());
  return status == 0 ? ReadText(out) : "";
}

}  // namespace lossy
