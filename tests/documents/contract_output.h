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

// Returns the output of `lossyctl contract KIND` for the product's services, or an empty text after
// a failure. The order of the files is that of descriptor_targets in deploy/local/build.sh.
inline std::string ContractOutput(absl::string_view kind) {
  const std::string out = absl::StrCat(testing::TempDir(), "contract.", kind);
  const int status = std::system(absl::StrCat("deploy/lossyctl/lossyctl contract ", kind,
                                              " proto/lossy/video/v1/video_descriptors.binpb"
                                              " proto/lossy/notes/v1/notes_descriptors.binpb"
                                              " proto/lossy/agent/v1/agent_descriptors.binpb >",
                                              out)
                                     .c_str());
  return status == 0 ? ReadText(out) : "";
}

}  // namespace lossy
